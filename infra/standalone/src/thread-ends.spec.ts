import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { stopOf } from './thread-ends.ts';

/** A thread as its owner has it: what it was told, and whether it was ended. */
const thread = () => {
  const events = new EventEmitter();
  const told: unknown[] = [];
  const now = { isEnded: false };
  const worker = Object.assign(events, {
    postMessage: (message: unknown) => void told.push(message),
    terminate: async () => {
      now.isEnded = true;
      return 0;
    },
  }) as unknown as Worker;
  return { worker, told, now, say: (message: object) => void events.emit('message', message) };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a thread is told when it has started, and ended when it has closed everything, once', async () => {
  const { worker, told, now, say } = thread();
  const started = Promise.withResolvers<void>();
  const stop = stopOf(worker, started.promise);
  const [first, second] = [stop(), stop()];
  await turn();
  expect(told).toEqual([]);
  started.resolve();
  await turn();
  expect([told, now.isEnded]).toEqual([[{ kind: 'stop' }], false]);
  say({ kind: 'stopped' });
  await Promise.all([first, second]);
  expect([told.length, now.isEnded]).toEqual([1, true]);
});

test('one that could not start is not told, and ended', async () => {
  const { worker, told, now, say } = thread();
  const started = Promise.withResolvers<void>();
  const stop = stopOf(worker, started.promise);
  say({ kind: 'refused', message: 'the disk is gone' });
  started.reject(new Error('the disk is gone'));
  await stop();
  expect([told, now.isEnded]).toEqual([[], true]);
});

test('one that could not close everything is ended all the same, and says why', async () => {
  const { worker, now, say } = thread();
  const stop = stopOf(worker, Promise.resolve());
  say({ kind: 'stopped', error: 'the file is locked' });
  await expect(stop()).rejects.toThrow('the file is locked');
  expect(now.isEnded).toBe(true);
});
