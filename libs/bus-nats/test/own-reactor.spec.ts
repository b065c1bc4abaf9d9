import { done, type Outcome, type PublicBus, park, type Reaction, retry } from '@motcua/bus';
import { eventually, memoryCheckpoints, quickLimits, tell, told } from '@motcua/bus/testing';
import { type EventStore, memoryEventStore, type Recorded } from '@motcua/es';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { natsBus } from '../src/nats-bus.ts';
import { silent } from './nats-server.ts';

/** A port of loopback on which nothing listens: whatever works here needs no bus. */
const nowhere = 'nats://127.0.0.1:9';
const key = ({ stream }: Recorded): string => stream;
const at = ({ stream, revision }: Recorded): string => `${stream}:${revision}`;

let store: EventStore;
let checkpoints: ReturnType<typeof memoryCheckpoints>;
let opened: PublicBus[];
beforeEach(() => {
  store = memoryEventStore();
  checkpoints = memoryCheckpoints();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((bus) => bus.close()));
});

const open = async (): Promise<PublicBus> => {
  const bus = await natsBus({
    service: 'notify',
    province: 'H53',
    servers: nowhere,
    logger: silent,
    own: store,
    heartbeatMs: 20,
    reactorLimits: quickLimits,
  });
  opened.push(bus);
  return bus;
};
const sender = (handle: Reaction['handle']): Reaction => ({
  name: 'notify-sender-v1',
  source: 'notify',
  types: ['Told.v1'],
  keyOf: key,
  handle,
});

describe('a reactor on the log of its own service, while no bus is there', () => {
  it('hears what was there and what comes, the types it asked for, in order per key', async () => {
    const heard: string[] = [];
    let refusals = 2;
    await tell(store, 'notification-a', told(1), told(2, 'Other.v1'), told(3));
    const bus = await open();
    const reactor = await bus.react(
      sender(async (event): Promise<Outcome> => {
        if (at(event) === 'notification-a:0' && refusals > 0) {
          refusals -= 1;
          return retry(5, 'not yet');
        }
        heard.push(at(event));
        return done;
      }),
      { checkpoints, parked: store },
    );
    await tell(store, 'notification-b', told(4));
    const last = await tell(store, 'notification-a', told(5));
    expect(await reactor.waitFor(last, 10_000)).toBe(true);
    expect(bus.isConnected()).toBe(false);
    expect(refusals).toBe(0);
    expect(heard.filter((one) => one.startsWith('notification-a'))).toEqual(['notification-a:0', 'notification-a:2', 'notification-a:3']);
    expect(heard).toContain('notification-b:0');
  });

  it('goes on after what is settled when it starts again', async () => {
    const first = await open();
    const before = await first.react(
      sender(async () => done),
      { checkpoints, parked: store },
    );
    const settled = await tell(store, 'notification-a', told(1), told(2));
    expect(await before.waitFor(settled, 10_000)).toBe(true);
    await before.stop();

    const heard: string[] = [];
    const after = await (await open()).react(
      sender(async (event) => {
        heard.push(at(event));
        return done;
      }),
      { checkpoints, parked: store },
    );
    expect(await after.waitFor(await tell(store, 'notification-a', told(3)), 10_000)).toBe(true);
    expect(heard).toEqual(['notification-a:2']);
  });

  it('parks what cannot be handled in the same log, and an operator replays it from there', async () => {
    let possible = false;
    const bus = await open();
    await bus.react(
      sender(async () => (possible ? done : park('no channel'))),
      { checkpoints, parked: store },
    );
    await tell(store, 'notification-a', told(1));
    await eventually('it is parked', () => bus.parked().count() === 1);
    const [parked] = await bus.parked().list({ limit: 1 });
    expect(parked).toMatchObject({ reason: 'no channel', event: { service: 'notify', stream: 'notification-a', revision: 0 } });
    possible = true;
    expect(await bus.parked().replay(parked?.id ?? '', 'officer:1')).toEqual(done);
    await eventually('nothing is parked', () => bus.parked().count() === 0);
  });
});

it('reads a stream of its own from the store, and refuses to follow a log that nobody relays', async () => {
  await tell(store, 'notification-a', told(1), told(2));
  const bus = await open();
  expect((await bus.readStream('notify', 'notification-a', 1)).map(({ revision }) => revision)).toEqual([1]);
  expect(() => bus.follow({ source: 'tracking', signal: AbortSignal.timeout(1_000) })).toThrow('the log of tracking is not relayed');
});
