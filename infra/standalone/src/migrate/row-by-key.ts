/** Work that may run together, so many at once, unless it shares a key: then in the order it came. After a failure nothing more is begun. */
export const rowByKey = (atOnce: number) => {
  const running = new Set<Promise<void>>();
  const last = new Map<string, Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    /** Resolves when the work is begun, or stands behind another with its key. Throws what has failed. */
    add: async (keys: readonly string[], work: () => Promise<void>): Promise<void> => {
      while (running.size >= atOnce) await Promise.race(running);
      check();
      const before = keys.flatMap((key) => last.get(key) ?? []);
      const begun = before.length === 0 ? work() : Promise.all(before).then(() => (failure === undefined ? work() : undefined));
      const settled: Promise<void> = begun
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => {
          running.delete(settled);
          for (const key of keys) if (last.get(key) === settled) last.delete(key);
        });
      running.add(settled);
      for (const key of keys) last.set(key, settled);
    },
    /** Resolves when nothing is under way. Throws what has failed. */
    idle: async (): Promise<void> => {
      await Promise.all(running);
      check();
    },
  };
};
