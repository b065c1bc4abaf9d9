import { cpus } from 'node:os';

/** Where others leave less than a processor (half of the only one), one of them waits for it sooner or later. */
const spareOf = (processors: number): number => Math.min(1, processors / 2);
/** The kernel counts in hundredths of a second. */
const lookEveryMs = 200;

interface Spent {
  /** Of all processors together, ms. */
  readonly idle: number;
  readonly all: number;
  /** By the thread that looks. */
  readonly own: number;
  readonly processors: number;
}

/** What this machine's processors have spent since it was started, and this thread of that. */
export const spentByMachine = (): Spent => {
  let [idle, all] = [0, 0];
  const processors = cpus();
  for (const { times } of processors) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  const { user, system } = process.threadCpuUsage();
  return { idle, all, own: (user + system) / 1_000, processors: processors.length };
};

/**
 * Says whether others kept the machine's processors as good as full the last time it was looked, at most a fifth of a second ago. What this thread itself
 * takes is not others': it would put off its own work for its own sake.
 */
export const watchMachine = (look: () => Spent = spentByMachine, elapsed: () => number = () => performance.now()): (() => boolean) => {
  let before = look();
  let lookedAt = elapsed();
  let full = false;
  return () => {
    const now = elapsed();
    if (now - lookedAt < lookEveryMs) return full;
    const after = look();
    const left = after.idle - before.idle + after.own - before.own;
    if (after.all > before.all) full = (left / (after.all - before.all)) * after.processors < spareOf(after.processors);
    before = after;
    lookedAt = now;
    return full;
  };
};
