import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * For the start of a process, before it starts a thread. A heap of much garbage otherwise grows to four times what lives in it before it is collected, and
 * the flag that bounds the young generation of the thread that listens otherwise overrules the smaller one that each other thread is given.
 */
export const boundHeaps = (): void => {
  setFlagsFromString('--heap-growing-percent=50');
  setFlagsFromString('--max-semi-space-size=0');
};

const lookEveryMs = 5_000;

/** A collection stops the thread, for a fifth of a second where its heap is large: where somebody waits, only below this share of its time, when hardly anybody is to notice. */
const defaultQuietShare = 0.15;
const atMostEveryMs = 30_000;
/** What may be late anyway is stopped whenever it is worth it: catching up with a rush it is never quiet, for minutes. */
const whereNobodyWaitsMs = 15_000;

/** So much (bytes) has to be expected from it. */
const worthwhile = 12 * 1024 * 1024;

/** What this thread's heap holds of the machine's memory, in bytes. */
const heldNow = (): number => getHeapStatistics().total_physical_size;

/** Collects everything, moves what is left together, and gives the rest back. */
const collectAll = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NonNullable<typeof globalThis.gc>;
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};

/** Whether this thread's loop has been busy for less than this share of the time since the last call. */
const watchLoop = (share: number): (() => boolean) => {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization < share;
  };
};

export interface QuietCollection {
  /** Below it the thread is quiet: of its time, 0 to 1. */
  readonly quietShare: number;
  readonly isQuiet: () => boolean;
  readonly held: () => number;
  readonly collect: () => void;
  /** A thread whose work may be late. */
  readonly deferrable: boolean;
}

/**
 * V8 keeps what a rush has made its heap grow to; several heaps share a machine. In the first quiet seconds after it this thread's gives back what it does not
 * need, at most twice a minute; where nobody waits, four times, quiet or not. Answers what ends it.
 */
export const collectInQuiet = (given: Partial<QuietCollection> = {}): (() => void) => {
  const { deferrable = false, held = heldNow, collect = collectAll(), quietShare = defaultQuietShare } = given;
  const { isQuiet = watchLoop(quietShare) } = given;
  const restMs = deferrable ? whereNobodyWaitsMs : atMostEveryMs;
  let needed = 0;
  let collectedAt = Number.NEGATIVE_INFINITY;
  const timer = setInterval(() => {
    const mayStop = isQuiet() || deferrable;
    if (!mayStop || performance.now() - collectedAt < restMs || held() - needed < worthwhile) return;
    collect();
    collectedAt = performance.now();
    needed = held();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
};
