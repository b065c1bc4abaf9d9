import type { Recorded } from '@motcua/es';

/** So many events, then a rest, while the process has no time to spare: a part of what it could do, and never nothing. */
const atOnce = 16;
const restMs = 100;
/** Above this share of its time since the last look the process has none to spare. */
const busyShare = 0.85;

const busyLoop = (): (() => boolean) => {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization > busyShare;
  };
};

/**
 * Lets those go first who wait for an answer. Called before each event that is handed over: while the process is busy it rests now and then,
 * as long as the event is younger than `patienceMs`. What is older goes on at full speed, so that nothing waits without end.
 */
export const leisure = (
  patienceMs: number,
  signal: AbortSignal,
  isBusy: () => boolean = busyLoop(),
): ((event: Recorded) => Promise<void> | undefined) => {
  let handed = 0;
  return (event) => {
    handed += 1;
    if (handed < atOnce) return undefined;
    handed = 0;
    const isYoung = Date.now() - Date.parse(event.metadata.at) < patienceMs;
    if (!isBusy() || !isYoung || signal.aborted) return undefined;
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, restMs);
      signal.addEventListener('abort', end);
    });
  };
};
