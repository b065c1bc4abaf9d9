import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
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

/** Of all processors since the machine was started, ms. */
type SpentByAll = Pick<Spent, 'idle' | 'all'>;

const kernelFile = '/proc/stat';
/** USER_HZ: what the kernel counts in, as it shows it. */
const tickMs = 10;

/**
 * The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)). A processor that waits for a disk is free for others.
 * Not `os.cpus()`: that asks the frequency of each processor too, which on some takes 20 ms for each, and the thread stands still meanwhile (libuv 5200).
 */
const spentByKernel = (): SpentByAll => {
  const file = openSync(kernelFile, 'r');
  try {
    const line = Buffer.alloc(256);
    readSync(file, line, 0, line.length, 0);
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, ...others] = line
      .toString()
      .split('\n', 1)
      .join()
      .split(/ +/)
      .slice(1, 9)
      .map(Number);
    const all = others.reduce((sum, ticks) => sum + ticks, user + nice + system + idle + iowait);
    return { idle: (idle + iowait) * tickMs, all: all * tickMs };
  } finally {
    closeSync(file);
  }
};

const spentByProcessors = (): SpentByAll => {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, all };
};

const hasKernelFile = existsSync(kernelFile);
const spentByAll = hasKernelFile ? spentByKernel : spentByProcessors;
const processors = hasKernelFile ? (readFileSync(kernelFile, 'utf8').match(/^cpu\d/gm) ?? ['']).length : cpus().length;

/** What this machine's processors have spent since it was started, and this thread of that. */
export const spentByMachine = (): Spent => {
  const { user, system } = process.threadCpuUsage();
  return { ...spentByAll(), own: (user + system) / 1_000, processors };
};

/**
 * Says whether others kept the machine's processors as good as full the last time it was looked. What this thread itself
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
