const sayEveryMs = 5_000;

/** How many events were copied and how fast, said every few seconds; the clock runs only while something is being copied. */
export const pace = (say: (line: string) => void) => {
  let milliseconds = 0;
  let since: number | undefined;
  let said = performance.now();
  let copied = 0;
  const rate = (): string => {
    const all = milliseconds + (since === undefined ? 0 : performance.now() - since);
    return `${copied} events copied in ${(all / 1_000).toFixed(1)} s, ${Math.round((1_000 * copied) / Math.max(all, 1))} a second`;
  };
  return {
    rate,
    copied: (events: number): void => {
      copied += events;
      if (performance.now() - said < sayEveryMs) return;
      said = performance.now();
      say(rate());
    },
    during: async (work: Promise<void>): Promise<void> => {
      since = performance.now();
      await work.finally(() => {
        milliseconds += performance.now() - (since ?? 0);
        since = undefined;
      });
    },
  };
};
