import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BusAddress } from '@motcua/bus-nats';
import { connect } from '@nats-io/transport-node';
import {
  type Access,
  type Credentials,
  credentialsIn,
  freePorts,
  type ServerTls,
  serverConfig,
  type User,
  versionOf,
  writeAccounts,
  writeNkeys,
} from '../src/index.ts';

export const binary = process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server';
export const province = 'H53';

export interface TestServer {
  readonly url: string;
  /** Holds `keys/`, `creds/` or `nkeys/`. */
  readonly dir: string;
  readonly way: Way;
  readonly passwords: Credentials;
  close(): Promise<void>;
}

const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
export const accountsWith =
  (neighbours: readonly string[], expires = inAnHour()) =>
  async (dir: string): Promise<Access> => ({ accounts: await writeAccounts({ dir, province, neighbours, expires }) });

/** The ways to show who one is, each in a folder of its own. */
export const accesses = {
  passwords: async (dir: string): Promise<Access> => ({ passwords: credentialsIn(join(dir, 'credentials.json')) }),
  nkeys: async (dir: string): Promise<Access> => ({ nkeys: writeNkeys(dir) }),
  accounts: accountsWith([]),
};
export type Way = keyof typeof accesses;

export const credsFile = ({ dir }: Pick<TestServer, 'dir'>, user: string, account = province): string =>
  join(dir, 'creds', account, `${user}.creds`);

export const addressOf = (server: TestServer, user: User): BusAddress => {
  if (server.way === 'nkeys') return { servers: server.url, nkeyFile: join(server.dir, 'nkeys', `${user}.nk`) };
  if (server.way === 'accounts') return { servers: server.url, credsFile: credsFile(server, user) };
  return { servers: server.url, user, pass: server.passwords[user] };
};

export interface Wanted {
  readonly access: (dir: string) => Promise<Access>;
  readonly tls?: ServerTls;
}

/** Answers whoever knocks, or lets nobody in: up either way. */
const untilItAnswers = async (url: string): Promise<void> => {
  const end = Date.now() + 10_000;
  for (;;) {
    const reason = await connect({ servers: url, reconnect: false, timeout: 1_000 }).then(
      async (connection) => void (await connection.close()),
      (error: Error) => error.message,
    );
    if (reason === undefined || !/refused/i.test(reason)) return;
    if (Date.now() > end) throw new Error(`nats-server does not answer: ${reason}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

/** A real nats-server on loopback with the configuration that is written for production. */
export const startTestServer = async ({ access, tls }: Wanted): Promise<TestServer> => {
  const dir = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  const [port = 0, monitorPort = 0] = await freePorts(2);
  const configFile = join(dir, 'nats-server.conf');
  const made = await access(dir);
  const config = serverConfig({
    version: await versionOf(binary),
    port,
    monitorPort,
    storeDir: join(dir, 'jetstream'),
    pidFile: join(dir, 'nats-server.pid'),
    access: made,
    ...(tls ? { tls } : {}),
  });
  writeFileSync(configFile, config, { mode: 0o600 });
  const child = spawn(binary, ['-c', configFile], { stdio: 'ignore' });
  const url = `nats://127.0.0.1:${port}`;
  await untilItAnswers(url);
  const way = 'passwords' in made ? 'passwords' : 'nkeys' in made ? 'nkeys' : 'accounts';
  return {
    url,
    dir,
    way,
    passwords: 'passwords' in made ? made.passwords : ({} as Credentials),
    async close() {
      if (child.exitCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      rmSync(dir, { recursive: true });
    },
  };
};
