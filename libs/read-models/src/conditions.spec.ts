import { expect, test } from 'vitest';
import { conditions } from './conditions.ts';

test('who comes when a thousand wait is told at once that it was not so; the others go on waiting', async () => {
  const { wait, check } = conditions();
  let isSo = false;
  const waiting = Array.from({ length: 1_000 }, () => wait(() => isSo, 60_000));
  expect(await wait(() => isSo, 60_000)).toBe(false);
  isSo = true;
  expect(await wait(() => isSo, 60_000)).toBe(true);
  check();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([true]));
  // There is room again.
  isSo = false;
  const late = wait(() => isSo, 60_000);
  isSo = true;
  check();
  expect(await late).toBe(true);
});
