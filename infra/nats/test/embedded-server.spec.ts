import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type EmbeddedServer, serverConfig, startEmbeddedServer, versionOf } from '../src/index.ts';

let dir: string;
let server: EmbeddedServer;
const said: string[] = [];
const start = (): Promise<EmbeddedServer> =>
  startEmbeddedServer({ dir, binary: process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server', say: (line) => said.push(line) });
const pid = (): number => Number(readFileSync(join(dir, 'nats-server.pid'), 'utf8'));
const until = async (good: () => boolean): Promise<void> => {
  const end = Date.now() + 25_000;
  while (!good() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
};
const isAlive = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};
const as = (user: 'intake' | 'workflow' | 'operator'): Promise<NatsConnection> =>
  connect({ servers: server.url, user, pass: server.credentials[user], inboxPrefix: `_INBOX_${user}`, noAsyncTraces: true });

beforeEach(async () => {
  process.env['PATH'] += ':/usr/sbin';
  dir = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  said.length = 0;
  server = await start();
  await until(() => server.isUp());
});
afterEach(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

test('declares every stream, and keeps credentials for its owner only', async () => {
  const connection = await as('operator');
  const names = await (await jetstreamManager(connection)).streams.names().next();
  expect(names.sort()).toEqual(['ADVISORIES', 'INTAKE', 'PROBE', 'PUBLIC', 'WORKFLOW']);
  expect(statSync(join(dir, 'credentials.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'nats-server.conf')).mode & 0o777).toBe(0o600);
  await connection.close();
});

test('is started again on the same address when it is killed', async () => {
  const killed = pid();
  process.kill(killed, 'SIGKILL');
  await until(() => !server.isUp());
  await until(() => server.isUp());
  expect(pid()).not.toBe(killed);
  expect(said).toContainEqual(expect.stringContaining('SIGKILL'));
});

test('is started again where another program listens by then at the address it was watched on', async () => {
  const watchedAt = (): number => Number(/http: "127\.0\.0\.1:(\d+)"/.exec(readFileSync(join(dir, 'nats-server.conf'), 'utf8'))?.[1]);
  const [killed, monitorPort] = [pid(), watchedAt()];
  process.kill(killed, 'SIGKILL');
  const other = createServer();
  onTestFinished(() => void other.close());
  // As soon as the killed one has let go of it, and before the next one asks for it.
  await vi.waitFor(() => once(other.listen(monitorPort, '127.0.0.1'), 'listening'), { timeout: 5_000, interval: 1 });
  await until(() => pid() !== killed && server.isUp());
  expect(server.isUp()).toBe(true);
  expect(watchedAt()).not.toBe(monitorPort);
}, 60_000);

test('is ended and started again when it sticks', async () => {
  const stuck = pid();
  process.kill(stuck, 'SIGSTOP');
  await until(() => !server.isUp());
  await until(() => server.isUp());
  expect(pid()).not.toBe(stuck);
  expect(said).toContainEqual(expect.stringContaining('does not answer'));
}, 60_000);

test('ends a server that a crash left behind, and no other program', async () => {
  const orphan = pid();
  // A second supervisor on the same folder, as after kill -9 of the first.
  const second = await start();
  // It was this process's own child: its entry goes when the exit has been collected.
  await until(() => !isAlive(orphan));
  expect(isAlive(orphan)).toBe(false);
  await until(() => second.isUp());
  await server.stop();
  server = second;
  expect(server.isUp()).toBe(true);
});

test("a service speaks for itself only, and hears no other service's answers", async () => {
  const intake = await as('intake');
  const refused: string[] = [];
  const watching = (async () => {
    for await (const status of intake.status()) if (status.type === 'error') refused.push(String(status.error.message));
  })();
  intake.publish('motcua.workflow.dossier-accepted.v1.dossier-1');
  intake.subscribe('_INBOX_workflow.>');
  intake.subscribe('motcua.workflow.rpc.log-read');
  intake.publish('motcua.intake.submission-filed.v1.submission-1'); // its own: allowed
  await intake.flush();
  await until(() => refused.length >= 3);
  expect(refused.map((text) => /"([^"]+)"/.exec(text)?.[1]).sort()).toEqual([
    '_INBOX_workflow.>',
    'motcua.workflow.dossier-accepted.v1.dossier-1',
    'motcua.workflow.rpc.log-read',
  ]);
  await intake.close();
  await watching;
});

test('a stranger is not let in', async () => {
  await expect(connect({ servers: server.url, reconnect: false, noAsyncTraces: true })).rejects.toThrow(/authorization/i);
});

test('syncs each message where several servers or services of their own rely on it, not for one that `up` keeps', async () => {
  const monitor = /http: "([^"]+)"/.exec(readFileSync(join(dir, 'nats-server.conf'), 'utf8'))?.[1];
  const varz = (await (await fetch(`http://${monitor}/varz`)).json()) as {
    version: string;
    jetstream: { config: { sync_always?: boolean } };
  };
  expect(varz.version).toBe(await versionOf(process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server'));
  expect(varz.jetstream.config.sync_always ?? false).toBe(false);
  const access = { passwords: server.credentials };
  const written = (version: string) => serverConfig({ version, port: 4222, monitorPort: 8222, storeDir: '/data', access });
  expect(written('2.10.0')).toContain('sync_interval: always');
  // 2.9 does not know the word and would not start.
  expect(written('2.9.10')).not.toContain('sync_interval');
});

test('a server that is too old is refused in one line, and nothing is written', async () => {
  const [old, data] = [join(dir, 'old-server'), join(dir, 'data')];
  writeFileSync(old, '#!/bin/sh\necho nats-server: v2.9.9\n', { mode: 0o755 });
  await expect(startEmbeddedServer({ dir: data, binary: old, say: () => undefined })).rejects.toThrow(
    `${old} is nats-server 2.9.9; 2.9.10 or newer is needed`,
  );
  expect(existsSync(data)).toBe(false);
});
