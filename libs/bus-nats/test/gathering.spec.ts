import { done, type PublicBus } from '@motcua/bus';
import { eventually, memoryCheckpoints, tell, told } from '@motcua/bus/testing';
import { memoryEventStore } from '@motcua/es';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestServer, testServer } from './nats-server.ts';
import { openBus } from './network.ts';

let server: TestServer;
let opened: PublicBus[];
let watcher: NatsConnection;
beforeEach(async () => {
  server = await testServer();
  await server.start();
  opened = [];
  watcher = await connect({ servers: server.url });
});
afterEach(async () => {
  await watcher.close();
  await Promise.all(opened.map((bus) => bus.close()));
  await server.close();
});

/** A reactor that takes together what comes within `gatherMs`; what it handled, and how often it asked the server. */
const gathering = async (gatherMs: number) => {
  let asked = 0;
  watcher.subscribe('$JS.API.CONSUMER.MSG.NEXT.WORKFLOW.notify-workflow-v1', {
    callback: () => {
      asked += 1;
    },
  });
  await watcher.flush();
  const handled: number[] = [];
  const store = memoryEventStore();
  const owner = await openBus(server, 'workflow');
  const bus = await openBus(server, 'notify');
  opened.push(owner, bus);
  await owner.relay('workflow', store);
  const reactor = await bus.react(
    {
      name: 'notify-workflow-v1',
      source: 'workflow',
      types: ['Told.v1'],
      keyOf: ({ stream }) => stream,
      handle: async ({ position }) => {
        handled.push(position);
        return done;
      },
      gatherMs,
    },
    { checkpoints: memoryCheckpoints(), parked: memoryEventStore() },
  );
  return { store, reactor, handled, asked: () => asked };
};

it('asks for a burst not sooner than its time after the one before, however many events come', async () => {
  const gatherMs = 250;
  const { store, reactor, handled, asked } = await gathering(gatherMs);
  await eventually('it waits for the first', () => asked() === 1);
  const began = performance.now();
  for (let n = 1; n <= 60; n += 1) {
    await tell(store, `dossier-${n}`, told(n));
    // Each is on the tail before the next is written: alone, every one would be a burst.
    await eventually(`${n} is on the tail`, async () => (await tailOf('WORKFLOW')) >= n);
  }
  await reactor.waitFor(60, 10_000);
  expect(handled).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  const bursts = Math.ceil((performance.now() - began) / gatherMs);
  // One stands before the first event comes, one more waits behind the last burst.
  expect(asked()).toBeLessThanOrEqual(bursts + 2);
});

const tailOf = async (stream: string): Promise<number> => {
  const answer = await watcher.request(`$JS.API.STREAM.INFO.${stream}`, '', { timeout: 5_000 });
  return (answer.json() as { state?: { last_seq: number } }).state?.last_seq ?? 0;
};
