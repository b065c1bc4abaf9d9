import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** What may be late leaves the processor to those who wait for an answer, and is not starved by them: a tenth of it is left against one that never rests (sched(7)). */
export const niceness = 10;

/** How far V8's helper threads give way: four that collect at once take both processors from the thread that listens; each thread still collects with what it has itself. */
export const helpersNiceness = 5;

/** Adds to a thread's niceness, `0` being the one that asks. Linux has one for each thread, which the threads it starts inherit; elsewhere it is the whole process's, and left alone. */
export const giveWay = (by: number, thread = 0): void => {
  if (process.platform !== 'linux') return;
  try {
    setPriority(thread, Math.min(19, getPriority(thread) + by));
  } catch (error) {
    if ((error as { readonly info?: { readonly code?: string } }).info?.code !== 'ESRCH') throw error; // it has ended since it was listed
  }
};

const threads = (): readonly number[] => (process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : []);

/** Every thread of this process, those that V8 has started with it too. */
export const processGivesWay = (by: number): void => {
  for (const thread of threads()) giveWay(by, thread);
};

/** Undefined where the thread has ended since it was listed. */
const nameOf = (thread: number): string | undefined => {
  try {
    return readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** The threads in which V8 collects garbage and compiles for all others of this process: there from its start to its end. */
export const v8HelpersGiveWay = (by: number): void => {
  for (const thread of threads()) if (nameOf(thread) === 'V8Worker') giveWay(by, thread);
};
