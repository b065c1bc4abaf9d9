import type { EventStore } from '@motcua/es';
import { collect, someEvent, tailOf } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kurrentdbEventStore } from '../src/index.ts';
import { type KurrentdbDouble, kurrentdbDouble } from './double/kurrentdb-double.ts';

let double: KurrentdbDouble;
let stores: EventStore[];
beforeEach(async () => {
  double = await kurrentdbDouble();
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await double.stop();
});
const open = async () => {
  const store = await kurrentdbEventStore({ url: double.url, namespace: 'count' });
  stores.push(store);
  return store;
};
const index = 'motcua_positions-count';
const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => someEvent(`${name}-${at}`));

/** Twenty-five appends of a hundred, with other services' events in between. */
const fill = async (store: EventStore) => {
  const other = await kurrentdbEventStore({ url: double.url, namespace: 'other' });
  stores.push(other);
  for (let n = 0; n < 25; n++) {
    await store.append(`note-${n % 5}`, many(`${n}`, 100), n < 5 ? 'absent' : Math.floor(n / 5) * 100 - 1);
    await other.append(`note-${n}`, many(`${n}`, n), n === 0 ? 0 : 'absent').catch(() => undefined);
  }
  await expect.poll(() => double.log.ofStream(index)?.length).toBe(2);
};

test('a start goes on from the last block instead of counting everything again', async () => {
  await fill(await open());
  const before = double.seen.readOut;
  const again = await open();
  expect(double.seen.readOut - before).toBeLessThan(520);
  expect(await again.head()).toBe(2_500);
  expect(await again.append('note-0', [someEvent('z')], 499)).toMatchObject({ position: 2_501 });
});

test('any position is found again: of the log, of a stream, of a prefix, in every block', async () => {
  await fill(await open());
  const store = await open();
  const all = await store.readAll({ after: 0, limit: 3_000 });
  expect(all.map(({ position }) => position)).toStrictEqual(Array.from({ length: 2_500 }, (_, at) => at + 1));
  for (const after of [1, 998, 999, 1_000, 1_001, 1_999, 2_000, 2_001, 2_499])
    expect(await store.readAll({ after, limit: 2 })).toStrictEqual(all.slice(after, after + 2));
  for (const stream of ['note-0', 'note-4']) {
    const own = all.filter((event) => event.stream === stream);
    expect(await collect(store.read(stream))).toStrictEqual(own);
    expect(await store.readAll({ after: 0, limit: 3_000, streams: [stream] })).toStrictEqual(own);
  }
  expect(await store.readAll({ after: 2_500, limit: 2 })).toStrictEqual([]);
  expect(await store.readAll({ after: 9_000, limit: 2 })).toStrictEqual([]);
});

test('two instances count alike and write each block once', async () => {
  const [first, second] = [await open(), await open()];
  const tails = [first, second].map((store) => tailOf(store.subscribe()));
  const writers = [first, second].map(async (store, at) => {
    for (let n = 0; n < 30; n++) await store.append(`note-${at}`, many(`${at}-${n}`, 50), n === 0 ? 'absent' : n * 50 - 1);
  });
  await Promise.all(writers);
  for (const tail of tails) await tail.untilEvents(3_000);
  expect(tails[1]?.events()).toStrictEqual(tails[0]?.events());
  await expect.poll(() => double.log.ofStream(index)?.length).toBe(3);
});

test('a count that differs from what is stored stops the store', async () => {
  const store = await open();
  const commits = Array.from({ length: 1_000 }, (_, at) => at * 7);
  const data = Buffer.from(JSON.stringify({ first: 1, commits }));
  const forged = { id: '00000000-0000-4000-8000-000000000002', type: 'PositionsCounted.v1', contentType: 'application/json' };
  double.log.append(index, -1, [{ ...forged, data, metadata: Buffer.from('') }]);
  for (let n = 0; n < 2; n++) await store.append(`note-${n}`, many(`${n}`, 500), 'absent');
  const head = () => store.head().then(String, (error: Error) => error.message);
  await expect.poll(head, { timeout: 5_000 }).toContain('counts other events than the log has');
  await expect(store.append('note-9', [someEvent('z')], 'absent')).rejects.toMatchObject({ name: 'StoreUnavailable' });
});
