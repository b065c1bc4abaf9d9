/**
 * Work of one caller, in line for a store: what shares a key is done in the order it came, what has no key is begun in that order. At first little at once, one more
 * with each that is done, `atOnce` at the most. `inLine`: of sizes together, beyond which the caller waits. After a failure nothing more is begun.
 */
export const rowByKey = ({ atOnce, inLine }: { readonly atOnce: number; readonly inLine: number }) => {
  const last = new Map<string, Promise<void>>();
  const ready = new Set<() => void>();
  let [room, running, waiting] = [8, 0, 0];
  let failure: { readonly error: unknown } | undefined;
  let changed: () => void = () => undefined;

  const change = (): Promise<void> =>
    new Promise((resolve) => {
      changed = resolve;
    });
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const begin = (): void => {
    for (const go of ready) {
      if (running >= room) return;
      ready.delete(go);
      running += 1;
      go();
    }
  };
  const inTurn = async (size: number, work: () => Promise<void>): Promise<void> => {
    await new Promise<void>((resolve) => {
      ready.add(resolve);
      begin();
    });
    try {
      if (failure === undefined) await work();
      room = Math.min(atOnce, room + 1);
    } catch (error) {
      failure ??= { error };
    }
    running -= 1;
    waiting -= size;
    begin();
    changed();
  };
  return {
    /** Resolves when the work stands in line. Throws what has failed. */
    add: async (keys: readonly string[], size: number, work: () => Promise<void>): Promise<void> => {
      while (failure === undefined && waiting >= inLine) await change();
      check();
      waiting += size;
      const before = keys.flatMap((key) => last.get(key) ?? []);
      const done = (before.length === 0 ? inTurn(size, work) : Promise.all(before).then(() => inTurn(size, work))).then(() => {
        for (const key of keys) if (last.get(key) === done) last.delete(key);
      });
      for (const key of keys) last.set(key, done);
    },
    /** The store cannot keep up: half as much at once. */
    halve: (): void => {
      room = Math.max(1, room >> 1);
    },
    /** Resolves when nothing is in line. Throws what has failed. */
    idle: async (): Promise<void> => {
      while (waiting > 0) await change();
      check();
    },
  };
};
export type Row = ReturnType<typeof rowByKey>;
