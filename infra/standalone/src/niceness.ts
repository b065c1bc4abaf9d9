import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Adds to a thread's niceness, `0` being the one that asks. Linux has one for each thread, which the threads it starts inherit; elsewhere it is the whole process's, and left alone. */
export const giveWay = (niceness: number, thread = 0): void => {
  if (process.platform === 'linux') setPriority(thread, Math.min(19, getPriority(thread) + niceness));
};

/** The threads in which V8 collects garbage and compiles for all others of this process: there from its start to its end. */
const v8Helpers = (): readonly number[] =>
  readdirSync('/proc/self/task')
    .map(Number)
    .filter((thread) => readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim() === 'V8Worker');

export const v8HelpersGiveWay = (niceness: number): void => {
  if (process.platform !== 'linux') return;
  for (const thread of v8Helpers()) giveWay(niceness, thread);
};
