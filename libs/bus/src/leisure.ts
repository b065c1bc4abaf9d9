import type { Recorded } from '@motcua/es';

/** What may be late, while others want what it needs. */
export interface Patience {
  /** Events wait at most until they are so old (ms since they were recorded); those of twice that age are handed over without any rest. */
  readonly ms: number;
  /** In its thread something else runs that must not be late. */
  readonly sharesThread: boolean;
}

/** So many events, then a rest, while others want the thread or the processor: a part of what it could do, and never nothing. */
const atOnce = 4;
const restMs = 25;
/** While others want the processor: what is woken rarely costs them less. */
const longRestMs = 200;
/** So many events before the next look, while nobody else wants it. */
const untilNextLook = 16;
/** In a thread of its own, with room: so many, then a moment. What is handed over in one go takes a processor for as long as all of it takes. */
const inOneGo = 8;
const momentMs = 10;
/** Between as many that have waited long enough: a breath, in which the others of the thread go on; `restMs` where the machine is full. */
const breathMs = 2;
/** Above this share of a rest, others have the thread to themselves. */
const busyShare = 0.85;

/** Called before a rest; what it answers is called after it, and says whether the thread was busy meanwhile: with others, but for what was handed over before. */
const watchLoop = (): (() => boolean) => {
  const before = performance.eventLoopUtilization();
  return () => performance.eventLoopUtilization(before).utilization > busyShare;
};

/** Resolves after so long (ms), or at once when it is told to stop. */
const restFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });

/**
 * Lets those go first who wait for an answer. Called before each event that is handed over: while others keep the machine full, or the thread busy, it rests
 * now and then, as long as the event is younger than its patience. What is older goes on, so that nothing waits without end.
 */
export const leisure = (
  { ms, sharesThread }: Patience,
  signal: AbortSignal,
  machineIsFull: () => boolean = () => false,
  watch: () => () => boolean = watchLoop,
): ((event: Recorded) => Promise<void> | undefined) => {
  let left = atOnce;
  const restUnlessQuiet = async (): Promise<void> => {
    const wasBusy = watch();
    await restFor(restMs, signal);
    if (!wasBusy()) left = untilNextLook;
  };
  return (event) => {
    left -= 1;
    if (left > 0 || signal.aborted) return undefined;
    // A clock that was set back has left events of the future: they have waited long enough.
    const age = Math.abs(Date.now() - Date.parse(event.metadata.at));
    if (age > 2 * ms) return undefined;
    const isYoung = age < ms;
    const isFull = machineIsFull();
    if (!isYoung) left = untilNextLook;
    else left = isFull || sharesThread ? atOnce : inOneGo;
    if (isYoung && isFull) return restFor(longRestMs, signal);
    if (!sharesThread) return isYoung ? restFor(momentMs, signal) : undefined;
    return isYoung ? restUnlessQuiet() : restFor(isFull ? restMs : breathMs, signal);
  };
};
