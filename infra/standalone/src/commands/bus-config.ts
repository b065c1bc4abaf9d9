import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Access,
  type ClusterSettings,
  clusterPasswordIn,
  oldestForNeighbours,
  type ServerTls,
  serverConfig,
  writeAccounts,
  writeNkeys,
} from '@motcua/infra-nats';
import { folder, optionsOf, portNumber, UsageError } from '../arguments.ts';
import { print } from '../print.ts';

const options = {
  access: { type: 'string', default: 'accounts' },
  province: { type: 'string', default: 'H53' },
  neighbour: { type: 'string', multiple: true, default: [] as string[] },
  days: { type: 'string', default: '365' },
  listen: { type: 'string', default: '127.0.0.1:4222' },
  'monitor-port': { type: 'string', default: '8222' },
  store: { type: 'string', default: '/data' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'client-ca': { type: 'string' },
  name: { type: 'string' },
  'cluster-port': { type: 'string' },
  'cluster-ca': { type: 'string' },
  member: { type: 'string', multiple: true, default: [] as string[] },
  'server-version': { type: 'string', default: oldestForNeighbours },
} as const;

const checked = (text: string, pattern: RegExp, what: string): string => {
  if (!pattern.test(text)) throw new UsageError(`${what}: ${text}`);
  return text;
};
const hostAndPort = /^[\w.-]+:\d{1,5}$/;
const provinceCode = (text: string): string => checked(text, /^[A-Z]\d{2}$/, 'not a province code such as H53');

interface Wanted {
  readonly access: string;
  readonly province: string;
  readonly neighbours: readonly string[];
  readonly days: number;
}

const accessIn = async (dir: string, { access, province, neighbours, days }: Wanted): Promise<Access> => {
  if (access === 'nkeys') {
    if (neighbours.length > 0) throw new UsageError('neighbours need accounts, not nkeys');
    return { nkeys: writeNkeys(dir) };
  }
  if (access !== 'accounts') throw new UsageError(`--access is accounts or nkeys: ${access}`);
  if (neighbours.includes(province)) throw new UsageError(`${province} is no neighbour of itself`);
  const expires = new Date(Date.now() + days * 86_400_000);
  return { accounts: await writeAccounts({ dir, province, neighbours, expires }) };
};

const tlsOf = (cert: string | undefined, key: string | undefined, clientCa: string | undefined): ServerTls | undefined => {
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError('TLS needs --tls-cert and --tls-key');
  return { certFile: cert, keyFile: key, ...(clientCa === undefined ? {} : { clientCa }) };
};

interface WantedMember {
  readonly name: string | undefined;
  readonly port: string | undefined;
  readonly members: readonly string[];
  readonly ca: string | undefined;
}

/** One of a cluster, or a server by itself. */
const memberOf = (dir: string, { name, port, members, ca }: WantedMember): { name: string; cluster: ClusterSettings } | undefined => {
  if (name === undefined && port === undefined && members.length === 0 && ca === undefined) return undefined;
  if (name === undefined || port === undefined || members.length < 2)
    throw new UsageError('a cluster needs --name, --cluster-port and --member HOST:PORT for each of its servers');
  for (const member of members) checked(member, hostAndPort, '--member is HOST:PORT');
  return {
    name: checked(name, /^[a-z0-9][a-z0-9-]{0,62}$/, '--name is small letters, digits and hyphens'),
    cluster: { port: portNumber(port, 6222), members, password: clusterPasswordIn(dir), ...(ca === undefined ? {} : { ca }) },
  };
};

/** `bus-config DIR`: the configuration of a nats-server of its own, or of each member of a cluster, one run for one of them in the same DIR, and each service's credential. Keys that are there stay; credentials are made anew. */
export const busConfig = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = optionsOf(args, options, 1);
  if (positionals[0] === undefined) throw new UsageError('bus-config DIR');
  const dir = folder(positionals[0], '.');
  const [host = '', port = ''] = checked(values.listen, hostAndPort, '--listen is HOST:PORT').split(':');
  const tls = tlsOf(values['tls-cert'], values['tls-key'], values['client-ca']);
  const wanted: Wanted = {
    access: values.access,
    province: provinceCode(values.province),
    neighbours: values.neighbour.map(provinceCode),
    days: Number(checked(values.days, /^[1-9]\d{0,3}$/, '--days is 1 to 9999')),
  };
  const version = checked(values['server-version'], /^\d+\.\d+\.\d+$/, '--server-version is a version such as 2.12.6');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const asked = { name: values.name, port: values['cluster-port'], members: values.member, ca: values['cluster-ca'] };
  const member = memberOf(dir, asked);
  const file = member ? `${member.name}.conf` : 'nats-server.conf';
  const config = serverConfig({
    ...member,
    version,
    host,
    port: Number(port),
    monitorPort: portNumber(values['monitor-port'], 8222),
    storeDir: values.store,
    access: await accessIn(dir, wanted),
    ...(tls ? { tls } : {}),
  });
  writeFileSync(join(dir, file), config, { mode: 0o600 });
  print(
    `${dir}: ${file} for nats-server ${version}, and ${wanted.access === 'nkeys' ? 'nkeys/' : `creds/ for ${wanted.days} days; keep keys/ where no service runs`}`,
  );
  return 0;
};
