import type { BusLogger } from '@motcua/bus';
import { eventually, tell, told } from '@motcua/bus/testing';
import { rpc } from '@motcua/contracts';
import { memoryEventStore } from '@motcua/es';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pause } from '../src/link.ts';
import { natsBus } from '../src/nats-bus.ts';
import { silent, type TestServer, testServer } from './nats-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  await server.start();
});
afterAll(() => server.close());

/** A tail of three whose second message is gone, and an owner who answers nobody any more. */
const gappedTail = async (): Promise<string> => {
  const store = memoryEventStore();
  const owner = await natsBus({ service: 'workflow', province: 'H53', servers: server.url, logger: silent });
  await tell(store, 'dossier-a', told(1), told(2), told(3));
  const relay = await owner.relay('workflow', store);
  await eventually('three on the tail', () => relay.status().position === 3);
  await owner.close();
  const deleted = await (await server.admin()).request('$JS.API.STREAM.MSG.DELETE.WORKFLOW', JSON.stringify({ seq: 2 }));
  expect(deleted.json()).toMatchObject({ success: true });
  return store.epoch;
};

it('a follower that is told to stop while it heals a gap stops, and holds up nobody', async () => {
  const epoch = await gappedTail();
  const said: string[] = [];
  const logger: BusLogger = { ...silent, info: (message) => void said.push(message) };
  const bus = await natsBus({ service: 'tracking', province: 'H53', servers: server.url, logger });
  const ended = new AbortController();
  const feed = bus.follow({ source: 'workflow', after: { epoch, position: 0 }, signal: ended.signal })[Symbol.asyncIterator]();
  expect((await feed.next()).value).toMatchObject({ position: 1 });
  const waiting = feed.next();
  await eventually('the gap is being healed', () => said.includes('gap healed from the log'));
  ended.abort();
  expect(await waiting).toEqual({ value: undefined, done: true });
  // One look, not as many as a loop that never rests can take.
  expect(said.filter((message) => message === 'gap healed from the log')).toHaveLength(1);
  await bus.close();
});

it('nor waits for a page of the log that its owner took with him', async () => {
  const owner = await natsBus({ service: 'workflow', province: 'H53', servers: server.url, logger: silent });
  let asked = 0;
  await owner.respond(rpc.logRead('workflow'), async () => {
    asked += 1;
    await new Promise(() => undefined);
  });
  const bus = await natsBus({ service: 'tracking', province: 'H53', servers: server.url, logger: silent });
  const ended = new AbortController();
  const feed = bus.follow({ source: 'workflow', signal: ended.signal })[Symbol.asyncIterator]();
  const waiting = feed.next();
  await eventually('the owner is asked', () => asked > 0);
  ended.abort();
  expect(await Promise.race([waiting, pause(3_000)])).toEqual({ value: undefined, done: true });
  await bus.close();
  await owner.close();
});
