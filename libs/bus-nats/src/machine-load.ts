import { cpus } from 'node:os';

/** Where less than this much of a processor is idle, somebody who wants one waits for it. */
const spareProcessors = 0.5;
/** The kernel counts in hundredths of a second. */
const lookEveryMs = 200;

interface Spent {
  readonly idle: number;
  readonly all: number;
  readonly processors: number;
}

/** What this machine's processors have spent since it was started, in ms of all of them together. */
export const spentByMachine = (): Spent => {
  let [idle, all] = [0, 0];
  const processors = cpus();
  for (const { times } of processors) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, all, processors: processors.length };
};

/** Says whether the machine's processors were as good as full the last time they were looked at, at most a fifth of a second ago. */
export const watchMachine = (look: () => Spent = spentByMachine, elapsed: () => number = () => performance.now()): (() => boolean) => {
  let before = look();
  let lookedAt = elapsed();
  let full = false;
  return () => {
    const now = elapsed();
    if (now - lookedAt < lookEveryMs) return full;
    const after = look();
    if (after.all > before.all) full = ((after.idle - before.idle) / (after.all - before.all)) * after.processors < spareProcessors;
    before = after;
    lookedAt = now;
    return full;
  };
};
