import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { processGivesWay, v8HelpersGiveWay } from './niceness.ts';

const threads = () =>
  readdirSync('/proc/self/task').map((thread) => {
    const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
    return { thread, helps: name === 'V8Worker', niceness: getPriority(Number(thread)) };
  });
type Thread = ReturnType<typeof threads>[number];
const stillThere = (before: readonly Thread[]) => threads().filter(({ thread }) => before.some((one) => one.thread === thread));

test.runIf(process.platform === 'linux')('what collects for all threads gives way, and no other thread does', () => {
  const before = threads();
  expect(before.some(({ helps }) => helps)).toBe(true);
  v8HelpersGiveWay(2);
  expect(stillThere(before)).toEqual(
    before.map((one) => ({ ...one, niceness: one.helps ? Math.min(19, one.niceness + 2) : one.niceness })),
  );
});

test.runIf(process.platform === 'linux')('a process that gives way does so with every thread', () => {
  const before = threads();
  processGivesWay(1);
  expect(stillThere(before)).toEqual(before.map((one) => ({ ...one, niceness: Math.min(19, one.niceness + 1) })));
});
