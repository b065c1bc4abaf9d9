import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BusLogger } from '@motcua/bus';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetStreamApi } from '../src/jetstream-api.ts';

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });

export interface TestServer {
  readonly url: string;
  start(): Promise<void>;
  /** Resolves when the process is gone; answers the signal it died of. */
  kill(signal: NodeJS.Signals): Promise<NodeJS.Signals | null>;
  /** Freezes it (SIGSTOP) or lets it go on (SIGCONT). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  admin(): Promise<NatsConnection>;
  /** Every JetStream stream, deleted; answers their names. */
  deleteStreams(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A real nats-server on a random loopback port with its own folder; it can be killed and started again. */
export const testServer = async (): Promise<TestServer> => {
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'motcua-nats-'));
  let child: ChildProcess | undefined;
  let connection: NatsConnection | undefined;
  const admin = async (): Promise<NatsConnection> => {
    connection ??= await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50, waitOnFirstConnect: true });
    return connection;
  };
  const kill = async (signal: NodeJS.Signals): Promise<NodeJS.Signals | null> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return null;
    return new Promise((resolve) => {
      dying.once('exit', (_code, by) => resolve(by));
      dying.kill(signal);
    });
  };
  return {
    url,
    async start() {
      child = spawn(process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server', ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder], {
        stdio: 'ignore',
      });
      const probe = await connect({ servers: url, waitOnFirstConnect: true, maxReconnectAttempts: 200, reconnectTimeWait: 25 });
      await probe.close();
    },
    kill,
    signal: (signal) => void child?.kill(signal),
    admin,
    async deleteStreams() {
      const open = await admin();
      const answer = (await open.request('$JS.API.STREAM.NAMES', '')).json<{ streams?: string[] }>();
      const names = answer.streams ?? [];
      for (const name of names) await jetStreamApi(open).deleteStream(name);
      return names;
    },
    async close() {
      await connection?.close();
      await kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export const silent: BusLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Keeps what was logged, so that a test can ask whether its fault was noticed. */
export const listeningLogger = () => {
  const lines: string[] = [];
  const note = (message: string, fields?: Readonly<Record<string, unknown>>): void =>
    void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  return { lines, logger: { debug: note, info: note, warn: note, error: note } satisfies BusLogger };
};
