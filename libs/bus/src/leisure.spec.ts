import type { Recorded } from '@motcua/es';
import { expect, test } from 'vitest';
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
/** How many of a hundred events made it rest; each rest is cut short. */
const rests = async (event: Recorded, isBusy: () => boolean): Promise<number> => {
  let rested = 0;
  const ended = new AbortController();
  const before = leisure(60_000, ended.signal, isBusy);
  const all: Promise<void>[] = [];
  for (let n = 0; n < 100; n++) {
    const rest = before(event);
    if (rest === undefined) continue;
    rested += 1;
    all.push(rest);
  }
  ended.abort();
  await Promise.all(all);
  return rested;
};

test('a busy process rests between young events, and never stands still', async () => {
  const rested = await rests(eventAt(new Date()), () => true);
  expect(rested).toBeGreaterThan(0);
  expect(rested).toBeLessThan(50);
});

test('a process with time to spare hands over all at once', async () => {
  expect(await rests(eventAt(new Date()), () => false)).toBe(0);
});

test('what has waited long enough waits no longer', async () => {
  expect(await rests(eventAt(new Date(Date.now() - 61_000)), () => true)).toBe(0);
});
