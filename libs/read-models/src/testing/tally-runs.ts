import { afterEach } from 'vitest';
import { memoryReadModels } from '../memory-read-models.ts';
import { runProjection } from '../run-projection.ts';
import type { RunningProjection, RunOptions } from '../running-projection.ts';
import { type Tally, tally } from './tally.ts';

export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Runs the tally, by default in memory and with no grace for what it has switched away from; what still runs after a test is stopped. Call it once in a file. */
export const tallyRuns = () => {
  const running: RunningProjection[] = [];
  afterEach(async () => {
    for (const projection of running.splice(0)) await projection.stop();
  });
  return async (options: Partial<RunOptions<Tally, undefined>> & Pick<RunOptions<Tally, undefined>, 'bus'>): Promise<RunningProjection> => {
    const projection = await runProjection<Tally>({
      projection: tally,
      models: memoryReadModels(),
      codecs: {},
      logger: silent,
      graceMs: 0,
      ...options,
    });
    running.push(projection);
    return projection;
  };
};

/** What look-ups are answered now, by the document's id. */
export const contents = async (projection: RunningProjection): Promise<Readonly<Record<string, unknown>>> =>
  Object.fromEntries(
    (await projection.collection().scan({ limit: 1_000 })).map(({ id, rendered }) => [id, JSON.parse(rendered ?? 'null')]),
  );

/** Stands still until it is opened. */
export const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};
