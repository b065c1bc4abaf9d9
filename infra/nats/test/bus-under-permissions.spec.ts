import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublicBus } from '@motcua/bus';
import { eventually, memoryCheckpoints, tell, told } from '@motcua/bus/testing';
import { natsBus } from '@motcua/bus-nats';
import type { ServiceName } from '@motcua/contracts';
import { type EventStore, memoryEventStore } from '@motcua/es';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedServer, startEmbeddedServer } from '../src/index.ts';
import { doAllThatABusDoes, reaction } from './whole-bus.ts';

let dir: string;
let server: EmbeddedServer;
let store: EventStore;
let opened: PublicBus[];
let lines: string[];
beforeEach(async () => {
  process.env.PATH += ':/usr/sbin';
  dir = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  server = await startEmbeddedServer({ dir, binary: process.env.MOTCUA_NATS_SERVER ?? 'nats-server', say: () => undefined });
  await eventually('the server is up', () => server.isUp());
  store = memoryEventStore();
  opened = [];
  lines = [];
});
afterEach(async () => {
  await Promise.all(opened.map((bus) => bus.close()));
  await server.stop();
  rmSync(dir, { recursive: true });
});

const open = async (service: ServiceName): Promise<PublicBus> => {
  const note = (message: string, fields?: Readonly<Record<string, unknown>>): void =>
    void lines.push(`${service} ${message} ${JSON.stringify(fields ?? {})}`);
  const logger = { debug: note, info: note, warn: note, error: note };
  const bus = await natsBus({
    service,
    province: 'H53',
    servers: server.url,
    user: service,
    pass: server.credentials[service],
    logger,
    heartbeatMs: 200,
  });
  opened.push(bus);
  await eventually('connected', () => bus.isConnected());
  return bus;
};
const troubles = (): readonly string[] => lines.filter((line) => !line.includes('nats connected'));

test('a service may do all that its bus does, with its own credential', async () => {
  await doAllThatABusDoes(open, store);
  expect(troubles()).toEqual([]);
});

test('a tail that was deleted is made again by its own service', async () => {
  const workflow = await open('workflow');
  const relay = await workflow.relay('workflow', store);
  await tell(store, 'dossier-a', told(1));
  await eventually('relayed', () => relay.status().position === 1);
  const operator = await connect({
    servers: server.url,
    user: 'operator',
    pass: server.credentials.operator,
    inboxPrefix: '_INBOX_operator',
  });
  const deleted = await operator.request('$JS.API.STREAM.DELETE.WORKFLOW', '');
  expect(deleted.json()).toMatchObject({ success: true });
  const position = await tell(store, 'dossier-a', told(2));
  await eventually('relayed again', () => relay.status().active && relay.status().position === position);
  await operator.close();
});

test('a durable that is not declared is refused; its reactor is served from the log', async () => {
  const workflow = await open('workflow');
  await workflow.relay('workflow', store);
  const seen: number[] = [];
  const notify = await open('notify');
  const reactor = await notify.react(reaction('notify-unheard-of-v1', seen), {
    checkpoints: memoryCheckpoints(),
    parked: memoryEventStore(),
  });
  const position = await tell(store, 'dossier-a', told(1), told(2));
  expect(await reactor.waitFor(position, 10_000)).toBe(true);
  expect(seen).toEqual([0, 1]);
  await eventually('it was refused', () => troubles().some((line) => /permission/i.test(line) && line.includes('notify-unheard-of-v1')));
  await reactor.stop();
});
