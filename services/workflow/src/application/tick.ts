/** Does a piece of work again and again, never twice at once; a full batch is followed by the next at once. */
export interface Tick {
  /** Resolves when the piece in hand is done. */
  stop(): Promise<void>;
}

export const startTick = (
  work: () => Promise<number>,
  options: { everyMs: number; full: number; onFailure: (error: unknown) => void },
): Tick => {
  let inHand: Promise<void> | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    try {
      while (!stopped && (await work()) >= options.full);
    } catch (error) {
      options.onFailure(error);
    }
  };
  const timer = setInterval(() => {
    inHand ??= run().finally(() => {
      inHand = undefined;
    });
  }, options.everyMs).unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await inHand;
    },
  };
};
