import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type Credentials, clusterPasswordIn, credentialsIn, freePorts, serverConfig, versionOf } from '../src/index.ts';
import { type Authority, startAuthority } from './certificates.ts';

export const binary = process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server';

export interface Cluster {
  readonly urls: readonly string[];
  /** Where the members speak with each other. */
  readonly routePorts: readonly number[];
  readonly authority: Authority;
  readonly credentials: Credentials;
  operator(): Promise<NatsConnection>;
  manager(): Promise<JetStreamManager>;
  /** kill -9 of one member; resolves when it is gone. */
  kill(name: string): Promise<void>;
  start(name: string): void;
  close(): Promise<void>;
}

interface Member {
  readonly port: number;
  readonly routePort: number;
  readonly configFile: string;
  child?: ChildProcess;
}

const names = ['one', 'two', 'three'] as const;

const nextOf = (ports: number[]): number => {
  const port = ports.shift();
  if (port === undefined) throw new Error('too few ports');
  return port;
};

const membersIn = async (dir: string, credentials: Credentials, authority: Authority): Promise<Map<string, Member>> => {
  const free = [...(await freePorts(3 * names.length))];
  const routes = names.map((name) => ({ name, routePort: nextOf(free) }));
  const version = await versionOf(binary);
  const members = new Map<string, Member>();
  for (const { name, routePort } of routes) {
    const [port, configFile] = [nextOf(free), join(dir, `${name}.conf`)];
    const config = serverConfig({
      name,
      version,
      port,
      monitorPort: nextOf(free),
      storeDir: join(dir, name),
      pidFile: join(dir, `${name}.pid`),
      access: { passwords: credentials },
      tls: await authority.issue(name),
      cluster: {
        port: routePort,
        members: routes.map((route) => `127.0.0.1:${route.routePort}`),
        password: clusterPasswordIn(dir),
        ca: authority.caFile,
      },
    });
    writeFileSync(configFile, config, { mode: 0o600 });
    members.set(name, { port, routePort, configFile });
  }
  return members;
};

/** Three real nats-servers on loopback under TLS, with the configuration that is written for production. */
export const startCluster = async (): Promise<Cluster> => {
  const dir = mkdtempSync(join(tmpdir(), 'motcua-cluster-'));
  const credentials = credentialsIn(join(dir, 'credentials.json'));
  const authority = await startAuthority(dir, 'cluster');
  const members = await membersIn(dir, credentials, authority);
  const urls = [...members.values()].map(({ port }) => `nats://127.0.0.1:${port}`);
  let connection: NatsConnection | undefined;
  const member = (name: string): Member => {
    const found = members.get(name);
    if (!found) throw new Error(`no member is called ${name}`);
    return found;
  };
  const start = (name: string): void => {
    member(name).child = spawn(binary, ['-c', member(name).configFile], { stdio: 'ignore' });
  };
  const kill = async (name: string): Promise<void> => {
    const { child } = member(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const operator = async (): Promise<NatsConnection> => {
    connection ??= await connect({
      servers: [...urls],
      user: 'operator',
      pass: credentials.operator,
      inboxPrefix: '_INBOX_operator',
      tls: { caFile: authority.caFile },
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    return connection;
  };
  for (const name of names) start(name);
  return {
    urls,
    routePorts: [...members.values()].map(({ routePort }) => routePort),
    authority,
    credentials,
    operator,
    manager: async () => jetstreamManager(await operator(), { timeout: 3_000, checkAPI: false }),
    kill,
    start,
    async close() {
      await connection?.close();
      await Promise.all(names.map(kill));
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
