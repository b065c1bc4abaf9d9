import type { Recorded } from '@motcua/es';
import { describe, expect, test, vi } from 'vitest';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { storeFeeds } from './testing/index.ts';
import { append, stores, tally } from './testing/tally.ts';
import { contents, silent, tallyRuns } from './testing/tally-runs.ts';

const run = tallyRuns();

test('a poisoned event parks its document alone; a rebuild with a better fold frees it', async () => {
  const both = stores();
  const models = memoryReadModels();
  const projection = await run({ bus: storeFeeds(both), models });
  await append(both.intake, 'one-a', 1, -1, 2);
  const position = await append(both.intake, 'one-b', 5);
  expect(await projection.waitForDocument('b', 'intake', position, 2_000)).toBe('passed');
  expect(await projection.waitForDocument('a', 'intake', 99, 2_000)).toBe('parked');
  expect(projection.parked()).toEqual(['a']);
  expect(await contents(projection)).toMatchObject({ a: { intake: [1], stale: true }, b: { intake: [5], stale: false } });
  await projection.stop();
  const again = await run({ bus: storeFeeds(both), models });
  expect(again.parked()).toEqual(['a']);
  await again.stop();
  const better = {
    ...tally,
    evolve: ((state = { intake: [], workflow: [] }, event) => ({
      ...state,
      intake: [...state.intake, (event.data as { value: number }).value],
    })) as typeof tally.evolve,
  };
  const fixed = await run({ bus: storeFeeds(both), models, projection: better });
  await fixed.waitFor('intake', position, 2_000);
  await fixed.rebuild();
  expect(fixed.parked()).toEqual([]);
  expect(await contents(fixed)).toMatchObject({ a: { intake: [1, -1, 2], stale: false } });
});

test('a deleted document begins anew', async () => {
  const both = stores();
  const projection = await run({ bus: storeFeeds(both) });
  await projection.waitFor('intake', await append(both.intake, 'one-a', 1, 999), 2_000);
  expect(await contents(projection)).toEqual({});
  await projection.waitFor('intake', await append(both.intake, 'one-a', 4), 2_000);
  expect(await contents(projection)).toMatchObject({ a: { intake: [4] } });
});

test('prepare is asked again until it answers, once for a batch', async () => {
  const both = stores();
  await append(both.intake, 'one-a', 1, 2);
  await append(both.intake, 'one-b', 3);
  const asked: number[] = [];
  let away = 2;
  const prepare = async (events: readonly Recorded[]) => {
    asked.push(events.length);
    if (away-- > 0) throw new Error('away');
    return new Map<string, undefined>();
  };
  const projection = await run({ bus: storeFeeds(both), projection: { ...tally, prepare } });
  expect(await projection.waitFor('intake', 3, 3_000)).toBe('passed');
  expect(asked).toEqual([3, 3, 3]);
});

describe('several projectors of one read model', () => {
  test('two projectors of one read model: whoever writes, each tells of every change, and nothing is folded twice', async () => {
    const both = stores();
    const models = memoryReadModels();
    const heard = [new Set<string>(), new Set<string>()] as const;
    const bus = storeFeeds(both);
    const two = [await run({ bus, models }), await run({ bus, models })] as const;
    for (const [index, projection] of two.entries()) projection.onApplied((ids) => ids.map((id) => heard[index]?.add(id)));
    const ids = Array.from({ length: 40 }, (_, index) => `${index}`);
    let [intake, workflow] = [0, 0];
    for (const id of ids) {
      intake = await append(both.intake, `one-${id}`, 1, 2);
      workflow = await append(both.workflow, `two-${id}`, 3);
    }
    for (const projection of two) {
      expect(await projection.waitFor('intake', intake, 5_000)).toBe('passed');
      expect(await projection.waitFor('workflow', workflow, 5_000)).toBe('passed');
    }
    for (const told of heard) await vi.waitFor(() => expect([...told].sort()).toEqual([...ids].sort()), 5_000);
    expect(await contents(two[0])).toEqual(Object.fromEntries(ids.map((id) => [id, { intake: [1, 2], workflow: [3], stale: false }])));
    expect(two[1].collection().declaration.version).toBe(two[0].collection().declaration.version);
  });

  test('a collection that takes nothing, as one that was dropped, is asked again in a while and not at once', async () => {
    const both = stores();
    const models = memoryReadModels();
    const open: ReadModels['open'] = async (declared) => ({ ...(await models.open(declared)), apply: async () => false });
    const warn = vi.fn();
    await run({ bus: storeFeeds(both), models: { ...models, open }, logger: { ...silent, warn } });
    await append(both.intake, 'one-a', 1);
    await vi.waitFor(() =>
      expect(warn.mock.calls).toContainEqual(['a projection waits', { projection: tally.name, reason: 'ReadModelsUnavailable' }]),
    );
  });

  test('a projector that comes second is told of what the first has folded', async () => {
    const both = stores();
    const models = memoryReadModels();
    const bus = storeFeeds(both);
    const first = Promise.withResolvers<void>();
    const late = {
      ...bus,
      async *follow(options: Parameters<typeof bus.follow>[0]) {
        await first.promise;
        yield* bus.follow(options);
      },
    };
    const told: number[] = [];
    const prepared: number[] = [];
    const values = (events: readonly Recorded[]) => events.map(({ data }) => (data as { value: number }).value);
    const second = {
      ...tally,
      prepare: async (events: readonly Recorded[]) => {
        prepared.push(...values(events));
        return new Map();
      },
      alreadyFolded: (events: readonly Recorded[]) => void told.push(...values(events)),
    };
    const [one, two] = [await run({ bus, models }), await run({ bus: late, models, projection: second })];
    await one.waitFor('intake', await append(both.intake, 'one-a', 1, 2), 2_000);
    first.resolve();
    const position = await append(both.workflow, 'two-b', 3);
    expect(await two.waitFor('workflow', position, 2_000)).toBe('passed');
    await vi.waitFor(() => expect(told).toEqual(expect.arrayContaining([1, 2])));
    await vi.waitFor(() => expect(new Set([...told, ...prepared])).toEqual(new Set([1, 2, 3])));
    expect(prepared).not.toContain(1);
  });

  test('a projector that starts over hears once of all that another has folded since it was last itself there', async () => {
    const both = stores();
    const [shared, bus] = [memoryReadModels(), storeFeeds(both)];
    const [heard, from]: [number[], number[]] = [[], []];
    const ahead = Promise.withResolvers<void>();
    let state: 'whole' | 'broken' | 'mended' = 'whole';
    const hear = (events: readonly Recorded[]) => heard.push(...events.map(({ data }) => (data as { value: number }).value));
    const breaking: ReadModels = {
      ...shared,
      open: async (declaration) => {
        const collection = await shared.open(declaration);
        const apply: typeof collection.apply = async (batch) => {
          if (state === 'broken') throw new TypeError('broken');
          return collection.apply(batch);
        };
        // Asked now, the other is further already.
        const checkpoints = async () => {
          if (state !== 'whole') await ahead.promise;
          return collection.checkpoints();
        };
        return { ...collection, apply, checkpoints };
      },
    };
    const broken = Promise.withResolvers<void>();
    const logger = {
      ...silent,
      warn: (message: string) => {
        if (message === 'a projection waits') throw new TypeError('not even a warning');
        state = 'mended';
        heard.length = 0;
        broken.resolve();
      },
    };
    const following: typeof bus = {
      ...bus,
      async *follow(options) {
        if (state !== 'whole') await ahead.promise;
        if (options.source === 'intake') from.push(options.after?.position ?? 0);
        yield* bus.follow(options);
      },
    };
    const prepare = async (events: readonly Recorded[]) => {
      hear(events);
      return new Map();
    };
    const listening = { ...tally, prepare, alreadyFolded: hear };
    const behind = await run({ bus: following, models: breaking, projection: listening, logger });
    await behind.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
    state = 'broken';
    await append(both.intake, 'one-a', 2);
    await broken.promise;
    const other = await run({ bus, models: shared });
    expect(await other.waitFor('intake', await append(both.intake, 'one-b', 3), 2_000)).toBe('passed');
    ahead.resolve();
    expect(await behind.waitFor('intake', await append(both.intake, 'one-a', 4), 5_000)).toBe('passed');
    await vi.waitFor(() => expect([...heard].sort()).toEqual([2, 3, 4]));
    // Not from the beginning: from where it was.
    expect(from).toEqual([0, 1]);
    expect(await contents(behind)).toEqual({
      a: { intake: [1, 2, 4], workflow: [], stale: false },
      b: { intake: [3], workflow: [], stale: false },
    });
  });
});
