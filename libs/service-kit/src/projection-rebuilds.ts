/** How the last rebuild that somebody asked of this process for is, or how it ended. */
export type RebuildState =
  | { readonly state: 'under-way'; readonly since: string }
  | { readonly state: 'done'; readonly since: string; readonly at: string }
  | { readonly state: 'failed'; readonly since: string; readonly at: string; readonly reason: string };

/** Rebuilds that go on behind the answer: years of events take longer than anybody waits at a request. */
export interface ProjectionRebuilds {
  /** Begins one, unless one is under way or this key's was the last. */
  begin(projection: { readonly name: string; rebuild(): Promise<void> | void }, key: string): void;
  of(name: string): RebuildState | undefined;
}

interface Asked {
  readonly key: string;
  readonly state: RebuildState;
}

export const projectionRebuilds = (): ProjectionRebuilds => {
  const asked = new Map<string, Asked>();
  const at = (): string => new Date().toISOString();
  return {
    begin(projection, key) {
      const { name } = projection;
      const last = asked.get(name);
      if (last && (last.key === key || last.state.state === 'under-way')) return;
      const since = at();
      const is = (state: RebuildState): void => void asked.set(name, { key, state });
      is({ state: 'under-way', since });
      Promise.resolve()
        .then(() => projection.rebuild())
        .then(
          () => is({ state: 'done', since, at: at() }),
          (error: unknown) => is({ state: 'failed', since, at: at(), reason: error instanceof Error ? error.message : 'unknown' }),
        );
    },
    of: (name) => asked.get(name)?.state,
  };
};
