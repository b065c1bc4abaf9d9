import { isAtLeast } from '@motcua/bus-nats';
import { services } from '@motcua/contracts';
import type { Credentials } from './credentials.ts';
import { permissionsOf } from './permissions.ts';

/** One of several servers that keep every stream together. */
export interface ClusterSettings {
  readonly port: number;
  /** `host:port` of every member; it may be named itself. */
  readonly members: readonly string[];
  readonly password: string;
}

export interface ServerSettings {
  /** Different on each member of a cluster. */
  readonly name?: string;
  /** Of the server that will read it; undefined where nobody knows. */
  readonly version?: string | undefined;
  readonly port: number;
  readonly monitorPort: number;
  readonly storeDir: string;
  readonly pidFile: string;
  readonly credentials: Credentials;
  readonly cluster?: ClusterSettings;
}

const list = (subjects: readonly string[]): string => `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;

const serviceUser = (service: (typeof services)[number], password: string): string => {
  const { publish, subscribe } = permissionsOf(service);
  return `    { user: ${service}, password: "${password}", permissions: { publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} } } }`;
};

/** 2.9 does not know the word and would not start; there a power cut can take the last two minutes of a tail, which the relays write again. */
const syncAlways = (version: string | undefined): string =>
  version !== undefined && isAtLeast(version, '2.10.0') ? ', sync_interval: always' : '';

const clusterBlock = ({ port, members, password }: ClusterSettings): string =>
  `cluster {
  name: motcua
  listen: "127.0.0.1:${port}"
  authorization { user: member, password: "${password}" }
  routes: ${list(members.map((member) => `nats://member:${password}@${member}`))}
}
`;

/**
 * nats-server's own configuration language; listens on loopback only. No `allow_responses`: with it the server keeps the reply subject of every single
 * delivery for its time and walks through all of them at each further one, which costs more than all the rest of its work.
 * An append of 512 KiB must fit one message with its headers.
 */
export const serverConfig = ({
  name = 'motcua',
  version,
  port,
  monitorPort,
  storeDir,
  pidFile,
  credentials,
  cluster,
}: ServerSettings): string =>
  `server_name: ${name}
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitorPort}"
pid_file: ${JSON.stringify(pidFile)}
max_payload: 1MB
max_pending: 64MB
write_deadline: "10s"
jetstream { store_dir: ${JSON.stringify(storeDir)}, max_memory_store: 64MB, max_file_store: 4GB${syncAlways(version)} }
${cluster ? clusterBlock(cluster) : ''}authorization {
  users: [
    { user: operator, password: "${credentials.operator}", permissions: { publish: { allow: ["$JS.API.>", "motcua.probe"] }, subscribe: { allow: ["_INBOX_operator.>", "$JS.EVENT.ADVISORY.>"] } } }
${services.map((service) => serviceUser(service, credentials[service])).join('\n')}
  ]
}
`;
