import { expect, onTestFinished, vi } from 'vitest';
import { declarationOf } from '../src/held-document.ts';
import { memoryReadModels } from '../src/memory-read-models.ts';
import { rebuildsOf } from '../src/rebuilds.ts';
import { serve } from '../src/serving.ts';
import { type FillingDouble, fillingDouble } from '../src/testing/filling-double.ts';
import { tally } from '../src/testing/tally.ts';
import { silent } from '../src/testing/tally-runs.ts';

const { name, version, sources } = tally;

/** What a rebuild starts is a double: the test says when it has caught up. `activate` of the database may be told to fail. */
export const begin = async ({ older }: { older?: FillingDouble } = {}) => {
  const models = memoryReadModels();
  for (const generation of [version * 1_000, ...(older ? [older.collection.declaration.version] : [])])
    await models.open(declarationOf(tally, generation));
  await models.open({ ...tally, name: 'other', version: version * 1_000 + 7 });
  const present = await fillingDouble(version * 1_000);
  const own = new AbortController();
  onTestFinished(() => own.abort());
  const serving = serve(present, { older: older?.collection, sources, signal: own.signal });
  const started: FillingDouble[] = [];
  const start = vi.fn(async ({ declaration }: { declaration: { version: number } }) => {
    const filling = await fillingDouble(declaration.version);
    started.push(filling);
    return filling;
  });
  const activate = vi.fn(models.activate);
  const [retire, abandon, errors, warnings] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  const rebuilds = rebuildsOf({
    name,
    version,
    models: { ...models, activate },
    logger: { ...silent, error: errors, warn: warnings },
    signal: own.signal,
    serving,
    open: (generation) => models.open(declarationOf(tally, generation)),
    start,
    retire,
    abandon,
  });
  const begun = async (nth: number): Promise<FillingDouble> => {
    await vi.waitFor(() => expect(started.length).toBeGreaterThan(nth));
    return started[nth] as FillingDouble;
  };
  const stop = () => own.abort();
  return { models, present, serving, rebuilds, started, begun, start, activate, retire, abandon, errors, warnings, stop };
};

export const document = { id: 'a', state: '{}', keys: {}, progress: '{"r":{"one-a":0}}' };

/** A document in what is filled. */
export const put = async (into: FillingDouble, rendered: string) =>
  into.collection.apply({ upserts: [{ ...document, rendered }], deletes: [], checkpoints: {}, expected: {} });
