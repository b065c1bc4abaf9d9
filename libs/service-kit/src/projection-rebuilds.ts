import type { Rebuilt } from '@motcua/read-models';
import { z } from 'zod';

const since = z.string().describe('When it was asked for; names it among those of this instance');
const at = z.string().describe('When it ended');
const generation = z.number().describe('Of what it filled: look-ups of every instance read it, or a later one, once it has ended well');

/** How the last rebuild that somebody asked of this process for is, or how it ended. */
export const RebuildState = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('under-way'),
    since,
    generation: generation.optional(),
    position: z.number().optional().describe('How far it is in the log whose `position` is shown beside'),
  }),
  z.object({ state: z.literal('done'), since, at, generation }),
  z.object({ state: z.literal('failed'), since, at, reason: z.string().describe('Name of the error; the log has the same') }),
]);
export type RebuildState = z.infer<typeof RebuildState>;

/** Rebuilds that go on behind the answer: years of events take longer than anybody waits at a request. */
export interface ProjectionRebuilds {
  /** Begins one, unless one is under way or this key has asked for the last one. */
  begin(projection: { readonly name: string; rebuild(): Promise<Pick<Rebuilt, 'generation'>> }, key: string): void;
  of(name: string): RebuildState | undefined;
}

interface Asked {
  readonly keys: Set<string>;
  state: RebuildState;
}

export const projectionRebuilds = (): ProjectionRebuilds => {
  const asked = new Map<string, Asked>();
  const now = (): string => new Date().toISOString();
  return {
    begin(projection, key) {
      const last = asked.get(projection.name);
      if (last?.state.state === 'under-way') return void last.keys.add(key);
      if (last?.keys.has(key)) return;
      const since = now();
      const begun: Asked = { keys: new Set([key]), state: { state: 'under-way', since } };
      asked.set(projection.name, begun);
      Promise.resolve()
        .then(() => projection.rebuild())
        .then(
          ({ generation }) => {
            begun.state = { state: 'done', since, at: now(), generation };
          },
          (error: unknown) => {
            // Its message may quote data.
            begun.state = { state: 'failed', since, at: now(), reason: error instanceof Error ? error.name : 'Error' };
          },
        );
    },
    of: (name) => asked.get(name)?.state,
  };
};
