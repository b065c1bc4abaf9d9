import { setTimeout as pause } from 'node:timers/promises';
import type { Follower } from './calls.ts';

/** How long the subscription may keep back what the server has given to a reader. */
const keptBackMs = 1_000;
const shortestMs = 50;
const longestMs = 1_000;

/** Keeps a subscription going: one that has broken is begun anew where it stands, one that is silent although there is something is broken off. */
export const followLoop = (subscribe: (follower: Follower, signal: AbortSignal) => Promise<void>, follower: Follower) => {
  const stopping = new AbortController();
  let current = new AbortController();
  let delivered = 0;
  let awaited = 0;
  let awaitedSince = 0;

  const deliver = (commit: number): void => {
    delivered = Math.max(delivered, commit);
    if (delivered >= awaited) awaitedSince = 0;
  };
  const run = async (): Promise<void> => {
    let waitMs = shortestMs;
    while (!stopping.signal.aborted) {
      current = new AbortController();
      awaitedSince = 0;
      const signal = AbortSignal.any([stopping.signal, current.signal]);
      try {
        await subscribe(
          {
            event: (event) => {
              waitMs = shortestMs;
              deliver(Number(event.getCommitPosition()));
              follower.event(event);
            },
            scanned: (commit) => {
              deliver(commit);
              follower.scanned(commit);
            },
          },
          signal,
        );
      } catch {
        // Whoever reads hears what is wrong; here it only means to try again.
        await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        waitMs = Math.min(longestMs, waitMs * 2);
      }
    }
  };
  const running = run();
  return {
    /** A reader has seen events up to here before the subscription has brought them. */
    overtaken: (commit: number): void => {
      awaited = commit;
      if (delivered < awaited && awaitedSince === 0) awaitedSince = Date.now();
    },
    check: (): void => {
      if (awaitedSince === 0 || Date.now() - awaitedSince < keptBackMs) return;
      awaitedSince = 0;
      current.abort();
    },
    stop: async (): Promise<void> => {
      stopping.abort();
      await running;
    },
  };
};
