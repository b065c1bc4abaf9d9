import { isAtLeast } from '@motcua/bus-nats';
import type { SignedAccounts } from './accounts.ts';
import { type Credentials, type User, users } from './credentials.ts';
import { permissionsOf } from './permissions.ts';
import { oldestForNeighbours } from './server-version.ts';

/** One of several servers that keep every stream together. */
export interface ClusterSettings {
  readonly port: number;
  /** `host:port` of every member; it may be named itself. */
  readonly members: readonly string[];
  readonly password: string;
  /** File of who vouches for the members' certificates, where there is TLS; default `clientCa`, else whom the host trusts. */
  readonly ca?: string;
}

/** Files as the server finds them. With `clientCa` every client must show a certificate that it signed. */
export interface ServerTls {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCa?: string;
}

/** How users show who they are: passwords, the public keys of their nkeys, or JWTs of accounts. */
export type Access =
  | { readonly passwords: Credentials }
  | { readonly nkeys: Readonly<Record<User, string>> }
  | { readonly accounts: SignedAccounts };

export interface ServerSettings {
  /** Different on each member of a cluster. */
  readonly name?: string;
  /** Of the server that will read it; undefined where nobody knows. */
  readonly version?: string | undefined;
  /** Default loopback. */
  readonly host?: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly storeDir: string;
  readonly pidFile?: string;
  /** Bytes of memory for streams that are kept there; default none. */
  readonly memory?: number;
  /** Whether each message is synced before it is confirmed, from 2.10 on; default true. Twenty times slower on a plain disk (`docs/measured.md`). */
  readonly syncEach?: boolean;
  readonly access: Access;
  readonly tls?: ServerTls;
  readonly cluster?: ClusterSettings;
}

/** What ordered consumers remember of themselves. */
const memoryForReaders = 64 * 1024 * 1024;

const quoted = JSON.stringify;
const list = (subjects: readonly string[]): string => `[${subjects.map((subject) => quoted(subject)).join(', ')}]`;

const userLine = (user: User, proof: string): string => {
  const { publish, subscribe } = permissionsOf(user);
  return `    { ${proof}, permissions: { publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} } } }`;
};

const userBlock = (proofOf: (user: User) => string): string => `authorization {
  users: [
${users.map((user) => userLine(user, proofOf(user))).join('\n')}
  ]
}
`;

/** Every JWT in the file itself: nothing is asked of anybody at run time, and what is trusted can be reviewed. */
const accountsBlock = ({ operator, systemAccount, accounts }: SignedAccounts): string => `operator: ${operator}
system_account: ${systemAccount}
resolver: MEMORY
resolver_preload: {
${Object.entries(accounts)
  .map(([account, jwt]) => `  ${account}: ${jwt}`)
  .join('\n')}
}
`;

const accessBlock = (access: Access, version: string | undefined): string => {
  if ('passwords' in access) return userBlock((user) => `user: ${user}, password: ${quoted(access.passwords[user])}`);
  if ('nkeys' in access) return userBlock((user) => `nkey: ${access.nkeys[user]}`);
  if (access.accounts.hasNeighbours && version !== undefined && !isAtLeast(version, oldestForNeighbours))
    throw new Error(`neighbours are let in by nats-server ${oldestForNeighbours} or newer only; this is ${version}`);
  return accountsBlock(access.accounts);
};

const tlsBlock = ({ certFile, keyFile, clientCa }: ServerTls): string =>
  `tls { cert_file: ${quoted(certFile)}, key_file: ${quoted(keyFile)}${clientCa === undefined ? '' : `, ca_file: ${quoted(clientCa)}, verify: true`}, timeout: 2 }
`;

/** 2.9 does not know the word and would not start; there a power cut can take the last two minutes of a tail, which the relays write again. */
const syncAlways = (version: string | undefined): string =>
  version !== undefined && isAtLeast(version, '2.10.0') ? ', sync_interval: always' : '';

/** Members always ask each other for a certificate: theirs has to be good for both sides. */
const routesTls = ({ certFile, keyFile, clientCa }: ServerTls, ca = clientCa): string =>
  `  tls { cert_file: ${quoted(certFile)}, key_file: ${quoted(keyFile)}${ca === undefined ? '' : `, ca_file: ${quoted(ca)}`}, verify: true, timeout: 2 }
`;

const clusterBlock = ({ port, members, password, ca }: ClusterSettings, host: string, tls: ServerTls | undefined): string =>
  `cluster {
  name: motcua
  listen: "${host}:${port}"
${tls ? routesTls(tls, ca) : ''}  authorization { user: member, password: "${password}" }
  routes: ${list(members.map((member) => `nats://member:${password}@${member}`))}
}
`;

/**
 * nats-server's own configuration language. No `allow_responses`: with it the server keeps the reply subject of every single
 * delivery for its time and walks through all of them at each further one, which costs more than all the rest of its work.
 * An append of 512 KiB must fit one message with its headers. Throws where the version may not do what is asked.
 */
export const serverConfig = (settings: ServerSettings): string => {
  const {
    name = 'motcua',
    version,
    host = '127.0.0.1',
    port,
    monitorPort,
    storeDir,
    pidFile,
    memory = 0,
    syncEach = true,
    access,
    tls,
    cluster,
  } = settings;
  return `server_name: ${name}
listen: "${host}:${port}"
http: "${host}:${monitorPort}"
${pidFile === undefined ? '' : `pid_file: ${quoted(pidFile)}\n`}max_payload: 1MB
max_pending: 64MB
write_deadline: "10s"
jetstream { store_dir: ${quoted(storeDir)}, max_memory_store: ${memoryForReaders + memory}, max_file_store: 4GB${syncEach ? syncAlways(version) : ''} }
${tls ? tlsBlock(tls) : ''}${cluster ? clusterBlock(cluster, host, tls) : ''}${accessBlock(access, version)}`;
};
