import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { patiently } from './patiently.ts';

const { signal: never } = new AbortController();

test('what works at once is answered, and nothing is said', async () => {
  const failed = vi.fn();
  expect(await patiently(async () => 'done', { signal: never, failed })).toBe('done');
  expect(failed).not.toHaveBeenCalled();
});

test('what fails is tried again; only the name of its error is told', async () => {
  const failed = vi.fn();
  const work = vi
    .fn(async () => 'done')
    .mockRejectedValueOnce(new TypeError('somebody'))
    .mockRejectedValueOnce('somebody');
  expect(await patiently(work, { signal: never, failed })).toBe('done');
  expect(failed.mock.calls).toEqual([['TypeError'], ['Error']]);
});

test('the signal ends the waiting, and nothing is begun after it', async () => {
  const ended = new AbortController();
  const work = vi.fn(async () => Promise.reject(new Error('away')));
  const failed = (): void => {
    if (work.mock.calls.length > 1) throw new Error('tried again after the signal');
    ended.abort();
  };
  const answered = vi.fn();
  void patiently(work, { signal: ended.signal, failed }).then(answered);
  await nextTurn(); // no timer was waited for
  expect(answered.mock.calls).toEqual([[undefined]]);
  expect(await patiently(work, { signal: ended.signal, failed })).toBeUndefined();
  expect(work).toHaveBeenCalledTimes(1);
});
