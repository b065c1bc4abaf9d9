import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectInQuiet } from './heap.ts';

const megabyte = 1024 * 1024;

/** A heap that grows by what is told and shrinks to 60 MB. */
const watched = (deferrable = false) => {
  const now = { quiet: true, held: 200 * megabyte, collections: 0 };
  const end = collectInQuiet({
    deferrable,
    isQuiet: () => now.quiet,
    held: () => now.held,
    collect: () => {
      now.collections += 1;
      now.held = 60 * megabyte;
    },
  });
  return { now, end };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what a rush has left is given back in the first quiet seconds, not during it', () => {
  const { now, end } = watched();
  now.quiet = false;
  vi.advanceTimersByTime(120_000);
  expect(now.collections).toBe(0);
  now.quiet = true;
  vi.advanceTimersByTime(5_000);
  expect(now.collections).toBe(1);
  end();
});

test('a heap that has hardly grown is left alone', () => {
  const { now, end } = watched();
  vi.advanceTimersByTime(5_000);
  now.held += 10 * megabyte;
  vi.advanceTimersByTime(600_000);
  expect(now.collections).toBe(1);
  now.held += 10 * megabyte;
  vi.advanceTimersByTime(5_000);
  expect(now.collections).toBe(2);
  end();
});

test('not more often than twice a minute', () => {
  const { now, end } = watched();
  vi.advanceTimersByTime(5_000);
  now.held = 200 * megabyte;
  vi.advanceTimersByTime(25_000);
  expect(now.collections).toBe(1);
  vi.advanceTimersByTime(5_000);
  expect(now.collections).toBe(2);
  end();
});

test('where nobody waits, four times a minute, quiet or not', () => {
  const { now, end } = watched(true);
  now.quiet = false;
  vi.advanceTimersByTime(5_000);
  now.held = 200 * megabyte;
  vi.advanceTimersByTime(15_000);
  expect(now.collections).toBe(2);
  end();
});

/** What is measured, and not a wait for anything: the loop of this thread has nothing to do for so long. */
const idleForMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a thread that has been busy is not stopped, one that has been idle is', async () => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let collections = 0;
  const end = collectInQuiet({
    held: () => 200 * megabyte,
    collect: () => {
      collections += 1;
    },
  });
  const busyUntil = performance.now() + 300;
  while (performance.now() < busyUntil);
  await idleForMs(300);
  // Busy for half of the time, which is more than a little.
  vi.advanceTimersByTime(5_000);
  expect(collections).toBe(0);
  await idleForMs(300);
  vi.advanceTimersByTime(5_000);
  expect(collections).toBe(1);
  end();
});

test('once ended it does nothing', () => {
  const { now, end } = watched();
  end();
  vi.advanceTimersByTime(60_000);
  expect(now.collections).toBe(0);
});

test('a real heap is smaller afterwards', () => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const end = collectInQuiet({ isQuiet: () => true });
  const kept = Array.from({ length: 200_000 }, (_, index) => ({ index, text: `left behind ${index}` }));
  const before = process.memoryUsage().heapUsed;
  expect(kept).toHaveLength(200_000);
  kept.length = 0;
  vi.advanceTimersByTime(5_000);
  expect(process.memoryUsage().heapUsed).toBeLessThan(before - 8 * megabyte);
  end();
});

/** In a process started like ours, a thread with a bound of its own: the most (MB) that its young generation has taken. */
const youngInThread = (prepare: string): number => {
  const thread = `
    import { parentPort } from 'node:worker_threads';
    import { getHeapSpaceStatistics } from 'node:v8';
    let most = 0, kept = [];
    for (let round = 0; round < 400; round += 1) {
      kept = Array.from({ length: 20_000 }, (_, index) => ({ index }));
      most = Math.max(most, getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').physical_space_size);
    }
    parentPort.postMessage(most);`;
  const program = `
    import { Worker } from 'node:worker_threads';
    ${prepare}
    const worker = new Worker(${JSON.stringify(thread)}, { eval: true, resourceLimits: { maxYoungGenerationSizeMb: 12 } });
    worker.once('message', (most) => { process.stdout.write(String(most)); });`;
  const { stdout, stderr } = spawnSync(process.execPath, [
    '--no-warnings',
    '--max-semi-space-size=16',
    '--input-type=module',
    '-e',
    program,
  ]);
  if (stdout.length === 0) throw new Error(String(stderr));
  return Number(stdout) / megabyte;
};

test('the bound of the thread that listens is not that of the others', () => {
  const heap = JSON.stringify(new URL('./heap.ts', import.meta.url).href);
  expect(youngInThread('')).toBeGreaterThan(16);
  expect(youngInThread(`import { boundHeaps } from ${heap}; boundHeaps();`)).toBeLessThan(12);
});
