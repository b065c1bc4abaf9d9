import { expect, test } from 'vitest';
import { readinessOf } from './statuses.module.ts';

const standing = (at: { caughtUp?: boolean; servedBefore?: boolean; connected?: boolean; answers?: boolean }) => {
  const { caughtUp = false, servedBefore = true, connected = false, answers = true } = at;
  const now = { ms: 0, caughtUp, connected };
  const projection = { name: 'statuses', caughtUp: () => now.caughtUp, servedBefore, answers: () => answers };
  const checks = readinessOf(projection, { isConnected: () => now.connected }, () => now.ms);
  return { now, isReady: () => checks().every(({ ready }) => ready) };
};

test.each([
  ['has caught up', { caughtUp: true, servedBefore: false, connected: true }, true],
  ['is on its way', { connected: true }, false],
  ['hears nobody, and was whole once', {}, true],
  ['hears nobody, and was never whole', { servedBefore: false }, false],
  ['hears nobody, was whole once, and its read models do not answer', { answers: false }, false],
])('a quarter of a minute after its start: one that %s', (_what, at, ready) => {
  const { now, isReady } = standing(at);
  now.ms = 15_000;
  expect(isReady()).toBe(ready);
});

test('the bus is waited for first', () => {
  const { now, isReady } = standing({});
  expect(isReady()).toBe(false);
  now.ms = 9_000;
  expect(isReady()).toBe(false);
  now.connected = true;
  now.ms = 15_000;
  expect(isReady()).toBe(false);
  // It blinks: that is no outage.
  now.connected = false;
  now.ms = 16_000;
  expect(isReady()).toBe(false);
});

test('whoever answers goes on answering when the bus is back', () => {
  const { now, isReady } = standing({});
  now.ms = 15_000;
  expect(isReady()).toBe(true);
  now.connected = true;
  expect(isReady()).toBe(true);
});
