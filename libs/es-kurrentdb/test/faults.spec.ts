import { appendRecorded, type EventStore, memoryEventStore, verifyChain, wholeLog } from '@motcua/es';
import { collect, someEvent, tailOf } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { kurrentdbEventStore } from '../src/index.ts';
import { type KurrentdbDouble, kurrentdbDouble } from './double/kurrentdb-double.ts';
import { logDouble } from './double/log-double.ts';

let double: KurrentdbDouble;
let store: EventStore;
const open = () => kurrentdbEventStore({ url: double.url, namespace: 'faults' });
beforeEach(async () => {
  double = await kurrentdbDouble();
  store = await open();
});
afterEach(async () => {
  await store.close();
  await double.stop();
});

/** The promise to callers: while the store is away they are told so, with 503, in this time. Not a measure of speed. */
const toldWithinMs = 2_000;

/** Milliseconds that a refusal took; fails where it was none, or not the port's word for a store that is away. */
const unavailableAfter = async (work: Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await expect(work).rejects.toMatchObject({ name: 'StoreUnavailable' });
  return performance.now() - start;
};
const inStore = () => double.log.all.filter(({ stream }) => stream.startsWith('faults.')).length;

test.each(['cut-after', 'cut-before', 'timeout', 'unavailable', 'not-ready', 'leaderless', 'not-leader', 'hang', 'mute'] as const)(
  'an append that meets "%s" is written once and answered',
  async (fault) => {
    await store.append('note-1', [someEvent('a')], 'absent');
    double.faults.next('append', fault);
    const answer = await store.append('note-1', [someEvent('b'), someEvent('c')], 0);
    expect(answer).toMatchObject({ revision: 2, position: 3, repeated: false });
    expect(double.faults.happened).toStrictEqual([`append ${fault}`]);
    expect(inStore()).toBe(3);
    expect(await store.append('note-1', [someEvent('d')], 2)).toMatchObject({ revision: 3, position: 4 });
    expect(await verifyChain(wholeLog(store))).toStrictEqual({ events: 4, streams: 1, faults: [] });
  },
);

test('a cut append that was written is not sent again: the stream is asked', async () => {
  double.faults.next('append', 'cut-after');
  const before = double.seen.appends;
  await store.append('note-1', [someEvent('a')], 'absent');
  expect(double.seen.appends).toBe(before + 1);
});

test('a cut append that somebody else has overtaken is a conflict', async () => {
  await store.append('note-1', [someEvent('a')], 'absent');
  const other = await open();
  double.faults.next('append', 'hang');
  const cut = store.append('note-1', [someEvent('b')], 0);
  await expect.poll(() => double.faults.happened, { interval: 1 }).toHaveLength(1);
  await other.append('note-1', [someEvent('c')], 0);
  await expect(cut).rejects.toMatchObject({ name: 'VersionConflict', actual: 1 });
  await other.close();
});

test('an append chained to one that came to nothing, while another instance took its place, is chained anew', async () => {
  await store.append('note-1', [someEvent('a')], 'absent');
  const other = await open();
  const before = double.seen.appends;
  double.faults.next('append', 'hang', 'hang');
  const lost = store.append('note-1', [someEvent('lost')], 0);
  const settled = Promise.allSettled([lost]);
  await expect.poll(() => double.seen.appends, { interval: 10 }).toBe(before + 2);
  await other.append('note-1', [someEvent('theirs')], 0);
  expect(await store.append('note-1', [someEvent('behind')], 1)).toMatchObject({ revision: 2 });
  expect(await settled).toMatchObject([{ status: 'rejected' }]);
  expect(await verifyChain(wholeLog(store))).toStrictEqual({ events: 3, streams: 1, faults: [] });
  await other.close();
});

test.each(['unavailable', 'leaderless', 'not-ready', 'hang', 'not-leader'] as const)(
  'a store that only says "%s" is unavailable within two seconds, and then goes on',
  async (fault) => {
    await store.append('note-1', [someEvent('a')], 'absent');
    double.faults.always(fault);
    const waits = await Promise.all([
      unavailableAfter(store.append('note-1', [someEvent('b')], 0)),
      unavailableAfter(store.append('note-1', [someEvent('c')], 0)),
      unavailableAfter(store.append('note-2', [someEvent('d')], 4)),
      unavailableAfter(collect(store.read('note-1'))),
      unavailableAfter(store.readAll({ after: 0, limit: 10 })),
      unavailableAfter(store.head()),
    ]);
    expect(Math.max(...waits)).toBeLessThan(toldWithinMs);
    expect(double.faults.happened.length).toBeGreaterThan(5);
    double.faults.always(undefined);
    const again = () => store.append('note-1', [someEvent('b')], 0).catch(() => undefined);
    await expect.poll(again, { timeout: 5_000, interval: 50 }).toMatchObject({ revision: 1 });
  },
);

test('a server that is down answers unavailable; up again, everything goes on, the subscription too', async () => {
  const tail = tailOf(store.subscribe());
  await store.append('note-1', [someEvent('a')], 'absent');
  await tail.untilEvents(1);
  await double.stop();
  expect(await unavailableAfter(store.append('note-1', [someEvent('b')], 0))).toBeLessThan(toldWithinMs);
  expect(await unavailableAfter(store.head())).toBeLessThan(toldWithinMs);
  await double.start();
  await expect
    .poll(() => store.append('note-1', [someEvent('b')], 0).catch(() => undefined), { timeout: 5_000, interval: 50 })
    .toMatchObject({ revision: 1 });
  await tail.untilEvents(2);
});

test('a subscription that broke is begun anew where it stood, and nobody misses or repeats anything', async () => {
  const other = await open();
  const tail = tailOf(other.subscribe());
  for (let n = 0; n < 30; n++) {
    await store.append(`note-${n}`, [someEvent(`a-${n}`)], 'absent');
    if (n % 10 === 5) double.breakSubscriptions();
  }
  await tail.untilEvents(30);
  expect(tail.events().map(({ position }) => position)).toStrictEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  await expect.poll(() => double.seen.subscriptions, { timeout: 3_000 }).toBeGreaterThanOrEqual(2 + 3);
  // What was counted is not sent again.
  expect(double.seen.handedOut).toBeLessThan(2 * 30 + 10);
  await other.close();
});

test('a subscription that stays open and says nothing does not hold anybody up, and is replaced', async () => {
  const other = await open();
  const tail = tailOf(other.subscribe());
  await store.append('note-1', [someEvent('a')], 'absent');
  await tail.untilEvents(1);
  const before = double.seen.subscriptions;
  double.freeze();
  await store.append('note-1', [someEvent('b')], 0);
  await tail.untilEvents(2);
  await expect.poll(() => double.seen.subscriptions, { timeout: 10_000 }).toBeGreaterThan(before);
  double.thaw();
  await other.close();
});

const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => someEvent(`${name}-${at}`));

/** So many events that a store opened now begins behind them, and knows nothing of streams from before; a few at a time, so that none is refused on a full machine. */
const bury = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await store.append(`other-${n}`, many(`${n}`, 100), 'absent');
  await expect.poll(() => double.log.ofStream('motcua_positions-faults')).toHaveLength(1);
};

test('the server says yes to ids that it knows, whatever comes with them: what it has decides', async () => {
  await store.append('note-1', [someEvent('a', 'this')], 'absent');
  const answer = await store.append('note-2', [someEvent('a')], 'absent');
  await bury();
  const other = await open();
  const before = double.seen.appends;
  await expect(other.append('note-1', [someEvent('a', 'that')], 'absent')).rejects.toMatchObject({ name: 'EventIdReused' });
  const later = { ...someEvent('a'), metadata: { ...someEvent('a').metadata, at: '2026-11-26T08:00:00.000+07:00' } };
  expect(await other.append('note-2', [later], 'absent')).toStrictEqual({ ...answer, repeated: true });
  expect(double.seen.appends).toBe(before + 2);
  expect(inStore()).toBe(1_002);
  await other.close();
});

test('a copy into a server that takes less at once than the port promises goes in halves', async () => {
  const source = memoryEventStore();
  const texts = Array.from({ length: 90 }, (_, at) => someEvent(`${at}`, 'x'.repeat(800)));
  await source.append('note-1', texts, 'absent');
  const small = await kurrentdbDouble({ log: logDouble(20_000) });
  onTestFinished(small.stop);
  const target = await kurrentdbEventStore({ url: small.url, namespace: 'small' });
  onTestFinished(target.close);
  await expect(target.append('note-1', texts, 'absent')).rejects.toMatchObject({ name: 'AppendTooLarge' });
  await appendRecorded(target, wholeLog(source));
  expect(await collect(wholeLog(target))).toStrictEqual(await collect(wholeLog(source)));
});

test('a stream that somebody has deleted is not gone on with in silence: its chain would be broken', async () => {
  await store.append('note-1', [someEvent('a')], 'absent');
  double.log.softDelete('faults.note-1');
  await expect(store.append('note-1', [someEvent('b')], 'absent')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  expect(inStore()).toBe(1);
});

test('nor where this process has never seen it', async () => {
  await store.append('note-1', [someEvent('a')], 'absent');
  await bury();
  double.log.softDelete('faults.note-1');
  const other = await open();
  const message = expect.stringContaining('deleted');
  await expect(other.append('note-1', [someEvent('b')], 'absent')).rejects.toMatchObject({ name: 'StoreUnavailable', message });
  await other.close();
});

test('a slow consumer holds back what is read for it', async () => {
  for (let n = 0; n < 8; n++) await store.append(`note-${n}`, many(`${n}`, 500), 'absent');
  const other = await open();
  const before = double.seen.readOut;
  const items = other.subscribe()[Symbol.asyncIterator]();
  for (let n = 0; n < 600; n++) await items.next();
  expect(double.seen.readOut - before).toBeLessThan(2 * 520);
  await items.return?.();
  await other.close();
});

test('streams of another namespace are not seen, whatever they are called', async () => {
  const other = await kurrentdbEventStore({ url: double.url, namespace: 'faults_too' });
  await other.append('note-1', [someEvent('theirs')], 'absent');
  await store.append('note-1', [someEvent('ours')], 'absent');
  expect((await store.readAll({ after: 0, limit: 9 })).map(({ id, position }) => [id, position])).toStrictEqual([['ours', 1]]);
  expect(await other.head()).toBe(1);
  expect(other.epoch).not.toBe(store.epoch);
  await other.close();
});

test('an event of the namespace that this store has not written stops it, in so many words', async () => {
  double.log.append('faults.note-1', -1, [
    {
      id: '00000000-0000-4000-8000-000000000001',
      type: 'Odd',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: Buffer.from('{}'),
    },
  ]);
  await expect(store.head()).rejects.toMatchObject({
    name: 'StoreUnavailable',
    message: expect.stringContaining('written by something else'),
  });
});
