import { randomUUID } from 'node:crypto';
import { type EventStore, memoryEventStore } from '@motcua/es';
import { beforeEach, describe, expect, test } from 'vitest';
import { type SenderTurn, senderTurn, senderTurnStream } from '../../src/application/sender-turn.ts';
import { at } from './dossier-life.ts';

const callMs = 1_000;
/** A turn and the margin by which clocks may differ. */
const aTurn = callMs + 7_000;

let store: EventStore;
/** One clock for all: that they are never compared is a test of its own. */
let clock: { ms: number };
beforeEach(() => {
  store = memoryEventStore();
  clock = { ms: 0 };
});

const instance = (own = clock): SenderTurn => senderTurn({ store, instance: randomUUID(), now: () => at, elapsed: () => own.ms, callMs });
const isAtTurn = async (turn: SenderTurn): Promise<boolean> => (await turn.hold()) !== undefined;
const events = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { type } of store.read(senderTurnStream)) found.push(type);
  return found;
};

describe('one instance at a time', () => {
  test('of many that ask at the same moment one gets the turn', async () => {
    const all = Array.from({ length: 20 }, () => instance());
    const got = await Promise.all(all.map(isAtTurn));
    expect(got.filter(Boolean)).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  test('the others wait for as long as a turn lasts, from when they first saw it', async () => {
    const [first, second] = [instance(), instance()];
    expect(await isAtTurn(first)).toBe(true);
    clock.ms += 100_000;
    // Seen for the first time only now: it may have been prolonged a moment ago.
    expect(await isAtTurn(second)).toBe(false);
    clock.ms += aTurn;
    expect(await isAtTurn(second)).toBe(false);
    clock.ms += 1;
    expect(await isAtTurn(second)).toBe(true);
    expect(await isAtTurn(first)).toBe(false);
  });

  test('a dead one is not waited for', async () => {
    const dead = randomUUID();
    const options = { store, now: () => at, elapsed: () => clock.ms, callMs };
    expect(await isAtTurn(senderTurn({ ...options, instance: dead }))).toBe(true);
    const alive = senderTurn({ ...options, instance: randomUUID(), isGone: () => false });
    expect(await isAtTurn(alive)).toBe(false);
    const heir = senderTurn({ ...options, instance: randomUUID(), isGone: (instance) => instance === dead });
    expect(await isAtTurn(heir)).toBe(true);
    // The heir itself lives.
    expect(await isAtTurn(senderTurn({ ...options, instance: randomUUID(), isGone: (instance) => instance === dead }))).toBe(false);
  });

  test('who goes on sending keeps the turn, and an event is written for seconds, not for messages', async () => {
    const [first, second] = [instance(), instance()];
    for (let message = 0; message < 1_000; message += 1) {
      expect(await isAtTurn(first)).toBe(true);
      if (message % 100 === 0) expect(await isAtTurn(second)).toBe(false);
      clock.ms += 30;
    }
    // Thirty seconds, one every five.
    expect((await events()).length).toBeLessThanOrEqual(7);
  });

  test('clocks that stand at quite different hours do not matter', async () => {
    const [early, late] = [{ ms: 0 }, { ms: 1e12 }];
    const [first, second] = [instance(early), instance(late)];
    expect(await isAtTurn(second)).toBe(true);
    expect(await isAtTurn(first)).toBe(false);
    early.ms += aTurn;
    late.ms += aTurn - 2_000;
    expect(await isAtTurn(second)).toBe(true);
    expect(await isAtTurn(first)).toBe(false);
  });

  test('a call is made only where there is time for it', async () => {
    const [first, second] = [instance(), instance()];
    await first.hold();
    await second.hold();
    clock.ms += aTurn + 1;
    expect(await isAtTurn(second)).toBe(true);
    expect(await first.during(() => Promise.reject(new Error('was called')))).toBe(undefined);
    expect(await second.during(async () => 'called')).toBe('called');
  });
});

describe('what was sent before', () => {
  test('is told by the position of the turn, which a prolonged one keeps', async () => {
    const [first, second] = [instance(), instance()];
    const began = await first.hold();
    await second.hold();
    clock.ms += 6_000;
    expect((await first.hold())?.inherited).toBe(began?.inherited);
    await second.hold();
    clock.ms += aTurn + 1;
    const took = await second.hold();
    expect(took?.inherited).toBe(await store.head());
    await first.hold();
    clock.ms += aTurn + 1;
    expect((await first.hold())?.inherited).toBe(await store.head());
  });
});

describe('an instance that ends', () => {
  test('in peace lets the next begin at once, and sends no more', async () => {
    const [first, second] = [instance(), instance()];
    await first.hold();
    expect(await isAtTurn(second)).toBe(false);
    await first.giveUp();
    expect(await isAtTurn(second)).toBe(true);
    expect(await isAtTurn(first)).toBe(false);
    expect(await events()).toEqual(['SenderTurnTaken.v1', 'SenderTurnGivenUp.v1', 'SenderTurnTaken.v1']);
  });

  test('with a call still under way leaves its turn to run out', async () => {
    const [first, second] = [instance(), instance()];
    const call = Promise.withResolvers<string>();
    const calling = first.during(() => call.promise);
    await second.hold();
    await first.giveUp();
    expect(await isAtTurn(second)).toBe(false);
    call.resolve('answer');
    expect(await calling).toBe('answer');
    clock.ms += aTurn + 1;
    expect(await isAtTurn(second)).toBe(true);
  });

  test('without the turn says nothing', async () => {
    const [first, second] = [instance(), instance()];
    await first.hold();
    await second.hold();
    await second.giveUp();
    expect(await events()).toEqual(['SenderTurnTaken.v1']);
  });
});
