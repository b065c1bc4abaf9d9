import type { Recorded } from '@motcua/es';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leisure } from './leisure.ts';

const eventAt = (at: Date): Recorded => ({
  id: 'e-1',
  type: 'Heard.v1',
  data: {},
  metadata: { at: at.toISOString(), actor: 'citizen', correlationId: 'd-1', causationId: 'c-1' },
  stream: 'note-1',
  revision: 0,
  position: 1,
  hash: '',
  previous: '',
});
interface Surroundings {
  readonly sharesThread?: boolean;
  readonly threadIsBusy?: boolean;
  readonly machineIsFull?: boolean;
}
/** A thousand events, handed over one after the other: how often it rested, and how long (ms) in all. */
const restsOf = async (event: Recorded, { sharesThread = true, threadIsBusy = false, machineIsFull = false }: Surroundings) => {
  const began = Date.now();
  let times = 0;
  const before = leisure(
    { ms: 60_000, sharesThread },
    new AbortController().signal,
    () => machineIsFull,
    () => () => threadIsBusy,
  );
  for (let n = 0; n < 1_000; n++) {
    const rest = before(event);
    if (rest === undefined) continue;
    times += 1;
    vi.advanceTimersToNextTimer();
    await rest;
  }
  return { times, ms: Date.now() - began };
};
const young = (): Recorded => eventAt(new Date());
const old = (): Recorded => eventAt(new Date(Date.now() - 61_000));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('where others keep the thread busy it rests between young events, and never stands still', async () => {
  const { times } = await restsOf(young(), { threadIsBusy: true });
  expect(times).toBeGreaterThan(100);
  expect(times).toBeLessThan(500);
});

test.each([true, false])(
  'where the machine is full it rests so long that others have it nearly to themselves (shares its thread: %s)',
  async (sharesThread) => {
    const { times, ms } = await restsOf(young(), { sharesThread, machineIsFull: true });
    // The clock of the test is what passes between the events: all are through before they are old.
    expect(times).toBeGreaterThan(100);
    expect(ms / times).toBeGreaterThanOrEqual(200);
  },
);

test('where nobody else wants it, it only looks now and then', async () => {
  const { times } = await restsOf(young(), {});
  expect(times).toBeGreaterThan(0);
  expect(times).toBeLessThan(100);
});

test('in a thread of its own, with room, young events come a few at a time and some hundred a second, however busy that thread is', async () => {
  const { times, ms } = await restsOf(young(), { sharesThread: false, threadIsBusy: true });
  expect(times).toBeGreaterThan(100);
  expect(ms).toBeLessThan(2_000);
  expect(await restsOf(young(), { sharesThread: false })).toEqual({ times, ms });
});

test('what has waited long enough waits no longer, whatever others want', async () => {
  expect(await restsOf(old(), { sharesThread: false, machineIsFull: true })).toEqual({ times: 0, ms: 0 });
});

test('what has waited long enough still lets the others of its thread go on now and then', async () => {
  const quick = await restsOf(old(), { threadIsBusy: true });
  expect(quick.times).toBeGreaterThan(40);
  expect(quick.ms).toBeLessThan(200);
  const slow = await restsOf(old(), { threadIsBusy: true, machineIsFull: true });
  expect(slow.times).toBe(quick.times);
  expect(slow.ms / slow.times).toBeLessThan(30);
});

test('nothing falls behind for ever: what is twice as old rests nowhere', async () => {
  const ancient = eventAt(new Date(Date.now() - 121_000));
  expect(await restsOf(ancient, { threadIsBusy: true, machineIsFull: true })).toEqual({ times: 0, ms: 0 });
});

test('a clock that was set back keeps nothing waiting', async () => {
  const ofTheFuture = eventAt(new Date(Date.now() + 3_600_000));
  expect(await restsOf(ofTheFuture, { sharesThread: false, machineIsFull: true })).toEqual({ times: 0, ms: 0 });
});

test('a stop ends a rest', async () => {
  const stop = new AbortController();
  const before = leisure(
    { ms: 60_000, sharesThread: true },
    stop.signal,
    () => false,
    () => () => true,
  );
  const rest = Array.from({ length: 10 }, () => before(eventAt(new Date()))).find((pause) => pause !== undefined);
  stop.abort();
  await expect(rest).resolves.toBeUndefined();
});
