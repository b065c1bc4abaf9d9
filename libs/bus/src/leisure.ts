import type { Recorded } from '@motcua/es';

/** So many events, then a rest, while others want the thread: a part of what it could do, and never nothing. */
const atOnce = 4;
const restMs = 25;
/** And while others want the processor. */
const longRestMs = 100;
/** So many events before the next look, while nobody else wants it. */
const untilNextLook = 64;
/** Above this share of a rest, others have the thread to themselves. */
const busyShare = 0.85;

/** Called before a rest; what it answers is called after it, and says whether the thread was busy meanwhile: with others, but for what was handed over before. */
const watchLoop = (): (() => boolean) => {
  const before = performance.eventLoopUtilization();
  return () => performance.eventLoopUtilization(before).utilization > busyShare;
};

/**
 * Lets those go first who wait for an answer. Called before each event that is handed over: while others keep the thread busy, or the machine, it rests now
 * and then, as long as the event is younger than `patienceMs`. What is older goes on at full speed, so that nothing waits without end.
 */
export const leisure = (
  patienceMs: number,
  signal: AbortSignal,
  machineIsFull: () => boolean = () => false,
  watch: () => () => boolean = watchLoop,
): ((event: Recorded) => Promise<void> | undefined) => {
  let left = atOnce;
  return (event) => {
    left -= 1;
    if (left > 0) return undefined;
    left = atOnce;
    const isYoung = Date.now() - Date.parse(event.metadata.at) < patienceMs;
    if (!isYoung || signal.aborted) return undefined;
    const wasBusy = watch();
    const isFull = machineIsFull();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        if (!isFull && !wasBusy()) left = untilNextLook;
        resolve();
      };
      const timer = setTimeout(end, isFull ? longRestMs : restMs);
      signal.addEventListener('abort', end);
    });
  };
};
