/** Runs a sweep now and then, one run at a time. */
export interface Tick {
  readonly stop: () => Promise<void>;
}

export const startTick = (
  run: () => Promise<number>,
  options: { readonly everyMs: number; readonly onFailure: (error: unknown) => void },
): Tick => {
  let running: Promise<void> | undefined;
  const work = (): void => {
    running ??= run()
      .then(() => undefined, options.onFailure)
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(work, options.everyMs);
  timer.unref();
  work();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
