import { expect, test } from 'vitest';
import type { EventStoreAdapter } from './adapter.ts';
import { chained } from './chained.ts';
import { StoreUnavailable } from './errors.ts';
import { verifyChain } from './hash-chain.ts';
import { memoryAdapter } from './memory-event-store.ts';
import { eventStoreContract } from './testing/event-store.contract.ts';
import { someEvent, tailOf } from './testing/event-store.fixtures.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Answers everything later, as a store over the network does; appends are still decided in the order in which they come to it. */
const distant = (adapter: EventStoreAdapter): EventStoreAdapter => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...adapter,
    append: (append) => {
      const answer = last.then(turn).then(() => adapter.append(append));
      last = answer.catch(() => undefined);
      return answer;
    },
    ordersCalls: false,
    hashAt: (stream, revision) => turn().then(() => adapter.hashAt(stream, revision)),
    readStream: (stream, page) => turn().then(() => adapter.readStream(stream, page)),
    readLog: (page) => turn().then(() => adapter.readLog(page)),
    head: () => turn().then(() => adapter.head()),
  };
};

eventStoreContract('an adapter that answers later', async () => chained(distant(memoryAdapter())), { ordersCalls: false });

test('a head that has to be looked up first does not change the order of appends', async () => {
  const adapter = distant(memoryAdapter());
  await chained(adapter).append('note-1', [someEvent('start')], 'absent');
  const store = chained(adapter);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => store.append('note-1', [someEvent(`a-${n}`)], n)));
  expect(answers.map(({ revision }) => revision)).toStrictEqual(answers.map((_, n) => n + 1));
  expect((await verifyChain(store.read('note-1'))).faults).toStrictEqual([]);
});

test('an append chained to one that came to nothing is chained anew', async () => {
  const adapter = memoryAdapter();
  let failures = 0;
  const flaky: EventStoreAdapter = {
    ...adapter,
    append: async (append) => {
      await turn();
      if (append.events[0]?.id === 'lost' && failures++ === 0) throw new StoreUnavailable('once');
      return adapter.append(append);
    },
  };
  const store = chained(flaky);
  await store.append('note-1', [someEvent('start')], 'absent');
  const [lost, won, behind] = await Promise.allSettled([
    store.append('note-1', [someEvent('lost')], 0),
    store.append('note-1', [someEvent('won')], 0),
    store.append('note-1', [someEvent('behind')], 1),
  ]);
  expect(lost).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } });
  expect(won).toMatchObject({ status: 'fulfilled', value: { revision: 1 } });
  expect(behind).toMatchObject({ status: 'fulfilled', value: { revision: 2 } });
  expect(failures).toBe(1);
  expect(await verifyChain(store.read('note-1'))).toStrictEqual({ events: 3, streams: 1, faults: [] });
  expect(await store.append('note-1', [someEvent('lost')], 2)).toMatchObject({ revision: 3, repeated: false });
});

test('a subscription outlives a store that cannot read for a moment', async () => {
  const adapter = memoryAdapter();
  let failures = 0;
  const store = chained({
    ...adapter,
    readLog: (page) => {
      if (page.after === 1 && failures++ < 1) throw new StoreUnavailable('away');
      return adapter.readLog(page);
    },
  });
  await store.append('note-1', [someEvent('a')], 'absent');
  const tail = tailOf(store.subscribe());
  await tail.untilCaughtUp(1);
  // By another process: what a store has appended itself it need not read.
  await chained(adapter).append('note-1', [someEvent('b')], 0);
  await tail.untilCaughtUp(2);
  expect(failures).toBeGreaterThan(0);
  expect(tail.events().map(({ id }) => id)).toStrictEqual(['a', 'b']);
  await store.close();
  await tail.ended;
});

test('what this process appends is followed without reading it again, what others append is read', async () => {
  const adapter = memoryAdapter();
  const reads: number[] = [];
  const store = chained({
    ...adapter,
    readLog: (page) => {
      reads.push(page.after);
      return adapter.readLog(page);
    },
  });
  const others = chained(adapter);
  const all = tailOf(store.subscribe());
  const notes = tailOf(store.subscribe({ streams: ['note-'] }));
  await Promise.all([all.untilCaughtUp(0), notes.untilCaughtUp(0)]);
  await store.append('note-1', [someEvent('a'), someEvent('b')], 'absent');
  await store.append('other-1', [someEvent('c')], 'absent');
  await Promise.all([all.untilCaughtUp(3), notes.untilCaughtUp(3)]);
  expect(reads.every((after) => after === 0)).toBe(true);
  await others.append('note-1', [someEvent('d')], 1);
  await store.append('note-1', [someEvent('e')], 2);
  await Promise.all([all.untilCaughtUp(5), notes.untilCaughtUp(5)]);
  expect(all.events().map(({ id }) => id)).toStrictEqual(['a', 'b', 'c', 'd', 'e']);
  expect(notes.events().map(({ id }) => id)).toStrictEqual(['a', 'b', 'd', 'e']);
  expect(all.events()[3]).toStrictEqual((await store.readAll({ after: 3, limit: 1 }))[0]);
  expect(all.events()[1]).toStrictEqual((await store.readAll({ after: 1, limit: 1 }))[0]);
  await store.close();
  await Promise.all([all.ended, notes.ended]);
});
