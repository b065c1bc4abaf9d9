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
/** How many of a thousand events, handed over one after the other, made it rest. */
const rests = async (event: Recorded, isBusy: () => boolean, machineIsFull = () => false): Promise<number> => {
  let rested = 0;
  const before = leisure(60_000, new AbortController().signal, machineIsFull, () => isBusy);
  for (let n = 0; n < 1_000; n++) {
    const rest = before(event);
    if (rest === undefined) continue;
    rested += 1;
    vi.advanceTimersToNextTimer();
    await rest;
  }
  return rested;
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('where others keep the thread busy it rests between young events, and never stands still', async () => {
  const rested = await rests(eventAt(new Date()), () => true);
  expect(rested).toBeGreaterThan(100);
  expect(rested).toBeLessThan(500);
});

test('where the machine is full it rests so long that others have it nearly to themselves', async () => {
  const began = Date.now();
  const rested = await rests(
    eventAt(new Date()),
    () => false,
    () => true,
  );
  expect(rested).toBeGreaterThan(100);
  expect((Date.now() - began) / rested).toBeGreaterThanOrEqual(100);
});

test('where nobody else wants it, it only looks now and then', async () => {
  const rested = await rests(eventAt(new Date()), () => false);
  expect(rested).toBeGreaterThan(0);
  expect(rested).toBeLessThan(20);
});

test('what has waited long enough waits no longer', async () => {
  expect(await rests(eventAt(new Date(Date.now() - 61_000)), () => true)).toBe(0);
});

test('a stop ends a rest', async () => {
  const stop = new AbortController();
  const before = leisure(
    60_000,
    stop.signal,
    () => false,
    () => () => true,
  );
  const rest = Array.from({ length: 10 }, () => before(eventAt(new Date()))).find((pause) => pause !== undefined);
  stop.abort();
  await expect(rest).resolves.toBeUndefined();
});
