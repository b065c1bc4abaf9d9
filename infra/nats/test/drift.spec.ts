import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@motcua/bus/testing';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyTopology, driftOf, type EmbeddedServer, startEmbeddedServer, WouldLose } from '../src/index.ts';

let dir: string;
let server: EmbeddedServer;
let connection: NatsConnection;
let manager: JetStreamManager;
const start = (more: { tailBytes?: number; onRefused?: (error: Error) => void } = {}): Promise<EmbeddedServer> =>
  startEmbeddedServer({ dir, binary: process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server', say: () => undefined, ...more });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  server = await start();
  await eventually('the server is up', () => server.isUp());
  const { url: servers, credentials } = server;
  connection = await connect({ servers, user: 'operator', pass: credentials.operator, inboxPrefix: '_INBOX_operator' });
  manager = await jetstreamManager(connection);
});
afterEach(async () => {
  await connection.close();
  await server.stop();
  rmSync(dir, { recursive: true });
});

/** As `workflow`, the only one that may. */
const publish = async (count: number): Promise<void> => {
  const { url: servers, credentials } = server;
  const workflow = await connect({ servers, user: 'workflow', pass: credentials.workflow, inboxPrefix: '_INBOX_workflow' });
  for (let n = 0; n < count; n += 1) await workflow.request('motcua.workflow.told.v1.dossier-1', 'x'.repeat(500));
  await workflow.close();
};
const streams = async (): Promise<readonly (readonly [string, string])[]> =>
  (await driftOf(manager)).filter(({ durable }) => durable === undefined).map(({ stream, what }) => [stream, what]);
const replace = async (config: object): Promise<void> => {
  await manager.streams.delete('WORKFLOW');
  await manager.streams.add({ name: 'WORKFLOW', subjects: ['motcua.workflow.*.*.*'], max_bytes: 128 * 1024 * 1024, ...config });
};

test('what was just declared does not differ; durables come with their reactors', async () => {
  expect(await streams()).toEqual([]);
  await manager.consumers.add('INTAKE', { durable_name: 'stranger-v1' });
  const found = (await driftOf(manager)).filter(({ stream }) => stream === 'INTAKE').map(({ durable, what }) => `${durable} ${what}`);
  expect(found.sort()).toEqual(['stranger-v1 is there and not declared', 'workflow-intake-v1 is not there yet; its reactor makes it']);
});

test('a missing stream, a foreign one and a larger limit are shown; all but the foreign one are put right', async () => {
  await manager.streams.delete('INTAKE');
  await manager.streams.add({ name: 'FOREIGN', subjects: ['foreign'] });
  await replace({ max_bytes: 1_000_000 });
  expect(await streams()).toEqual([
    ['INTAKE', 'is not there'],
    ['WORKFLOW', 'has max_bytes 1000000, declared is 134217728'],
    ['FOREIGN', 'is there and not declared'],
  ]);
  await applyTopology(manager);
  expect(await streams()).toEqual([['FOREIGN', 'is there and not declared']]);
});

test.each([
  ['other subjects', { subjects: ['motcua.workflow.>'] }, {}, 'takes "motcua.workflow.>", declared is "motcua.workflow.*.*.*"'],
  ['another retention', { retention: 'workqueue' }, {}, 'has retention workqueue, declared is limits'],
  ['more than the declared limit', {}, { tailBytes: 1_000 }, 'has max_bytes 134217728, declared is 1000'],
])('a stream with %s is left as it is while it holds messages', async (_what, config, sizes, reason) => {
  await replace(config);
  await publish(5);
  await manager.streams.delete('INTAKE');
  const before = (await manager.streams.info('WORKFLOW')).config;
  const refusal = await applyTopology(manager, sizes).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(WouldLose);
  expect(String(refusal)).toContain(`WORKFLOW ${reason}`);
  const { config: after, state } = await manager.streams.info('WORKFLOW');
  expect(after).toEqual(before);
  expect(state.messages).toBe(5);
  // Nothing else was begun either.
  await expect(manager.streams.info('INTAKE')).rejects.toThrow('stream not found');
});

test("a service's tail that is to be kept elsewhere is made anew, however small; the neighbours' stream is left as it is", async () => {
  await publish(5);
  const sizes = { tailStorage: 'memory', tailBytes: 1_000 } as const;
  await applyTopology(manager, sizes);
  const made = await manager.streams.info('WORKFLOW');
  expect(made.config).toMatchObject({ storage: 'memory', max_bytes: 1_000 });
  expect(made.state.messages).toBe(0);
  await manager.streams.delete('PUBLIC');
  await manager.streams.add({ name: 'PUBLIC', subjects: ['motcua.public.>'], max_bytes: 1_000_000, storage: 'memory' });
  await expect(applyTopology(manager, sizes)).rejects.toThrow('PUBLIC has storage memory, declared is file');
});

test('an embedded server that was given a limit too small says so at its start, and keeps what it holds', async () => {
  await publish(5);
  await connection.close();
  await server.stop();
  const refused: string[] = [];
  server = await start({ tailBytes: 1_000, onRefused: ({ message }) => refused.push(message) });
  await eventually('it is said', () => refused.length > 0);
  await eventually('the server is up', () => server.isUp());
  expect(refused[0]).toMatch(
    /^streams are not changed, since messages would be lost: WORKFLOW has max_bytes 134217728, declared is 1000 \(it holds 5 messages, \d+ bytes\)$/,
  );
});
