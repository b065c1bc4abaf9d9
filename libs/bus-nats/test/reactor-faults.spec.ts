import { done, type Outcome, type PublicBus } from '@motcua/bus';
import { eventually, memoryCheckpoints, readAllOf, tell, told } from '@motcua/bus/testing';
import { type EventStore, memoryEventStore, type Recorded } from '@motcua/es';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './nats-server.ts';
import { openBus, underLoad } from './network.ts';

interface Deliveries {
  readonly num_pending: number;
  readonly num_ack_pending: number;
  readonly delivered: { readonly consumer_seq: number };
}

let server: TestServer;
let store: EventStore;
let opened: PublicBus[];
beforeEach(async () => {
  server = await testServer();
  await server.start();
  store = memoryEventStore();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((bus) => bus.close()));
  await server.close();
});
const open = async (service: 'workflow' | 'notify'): Promise<PublicBus> => {
  const bus = await openBus(server, service);
  opened.push(bus);
  return bus;
};

/** A reactor that notes what it handled, per stream. */
const noting = async (decide: (event: Recorded) => Outcome = () => done) => {
  const seen = new Map<string, number[]>();
  const parked = memoryEventStore();
  const bus = await open('notify');
  const reactor = await bus.react(
    {
      name: 'notify-workflow-v1',
      source: 'workflow',
      types: ['Told.v1'],
      keyOf: (event) => event.stream,
      handle: async (event) => {
        const outcome = decide(event);
        if (outcome.kind === 'done') seen.set(event.stream, [...(seen.get(event.stream) ?? []), event.revision]);
        return outcome;
      },
    },
    { checkpoints: memoryCheckpoints(), parked },
  );
  return { seen, reactor, bus, parked };
};
const expected = async (): Promise<Map<string, number[]>> => {
  const all = new Map<string, number[]>();
  for (const { stream, revision } of await readAllOf(store)) all.set(stream, [...(all.get(stream) ?? []), revision]);
  return all;
};

describe('what goes wrong under a reactor', () => {
  it('handles each event once and in order through kill -9 and the loss of every stream', async () => {
    await (await open('workflow')).relay('workflow', store);
    const { seen, reactor } = await noting();
    const load = underLoad(store);
    await eventually('events flow', () => reactor.position() > 300);
    expect(await server.kill('SIGKILL')).toBe('SIGKILL');
    await server.start();
    const middle = load.written();
    await eventually('it goes on', () => reactor.position() > middle);
    expect(await server.deleteStreams()).toContain('WORKFLOW');
    await eventually('it goes on again', () => reactor.position() > middle + 500, 20_000);
    const written = await load.stop();
    expect(await reactor.waitFor(written, 20_000)).toBe(true);
    expect(seen).toEqual(await expected());
    await reactor.stop();
  }, 40_000);

  it('parks a poisoned key only, while the others go on under load', async () => {
    await (await open('workflow')).relay('workflow', store);
    const { seen, reactor, parked } = await noting((event) => {
      if (event.stream === 'dossier-3' && event.revision === 2) throw new TypeError('poison');
      return done;
    });
    const load = underLoad(store);
    await eventually('poisoned', () => reactor.isParked('dossier-3'));
    await eventually('others go on', () => load.written() > 1_000);
    const written = await load.stop();
    expect(await reactor.waitFor(written, 20_000)).toBe(true);
    const wanted = await expected();
    const poisoned = wanted.get('dossier-3') ?? [];
    wanted.set('dossier-3', [0, 1]);
    expect(seen).toEqual(wanted);
    const lane = await readAllOf(parked);
    expect(lane.map(({ data }) => (data as { source: { revision: number } }).source.revision)).toEqual(poisoned.slice(2));
    const admin = await server.admin();
    await eventually('every delivery is acknowledged', async () => {
      const info = (await admin.request('$JS.API.CONSUMER.INFO.WORKFLOW.notify-workflow-v1', '')).json<Deliveries>();
      return info.num_pending === 0 && info.num_ack_pending === 0 && info.delivered.consumer_seq > 0;
    });
    await reactor.stop();
  }, 40_000);

  it('starts from nothing on a log that is longer than the tail', async () => {
    for (let n = 0; n < 30; n += 1) await tell(store, `dossier-${n % 3}`, told(n));
    const bus = await openBus(server, 'workflow', { tailEvents: 5 });
    opened.push(bus);
    await bus.relay('workflow', store);
    const { seen, reactor } = await noting();
    expect(await reactor.waitFor(30, 15_000)).toBe(true);
    expect(seen).toEqual(await expected());
    await reactor.stop();
  });
});
