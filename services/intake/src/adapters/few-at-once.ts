/** All places are taken, and so many wait for one already. */
export class TooMany extends Error {
  constructor() {
    super('too many at once');
  }
}

/** So many at once; a bounded number waits for a place, as long as its signal lets it. */
export interface FewAtOnce {
  /** Rejects where too many wait already, or the signal came first. */
  readonly enter: (signal: AbortSignal) => Promise<void>;
  readonly leave: () => void;
}

export const fewAtOnce = (places: number, mostWaiting: number): FewAtOnce => {
  let free = places;
  const waiting = new Set<() => void>();
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.delete(turn);
        reject(signal.reason);
      };
      waiting.add(turn);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  return {
    enter: async (signal) => {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return;
      }
      if (waiting.size >= mostWaiting) throw new TooMany();
      await wait(signal);
    },
    leave: () => {
      const [next] = waiting;
      if (!next) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
};
