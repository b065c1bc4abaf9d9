import type { FeedBatch } from '@motcua/bus';
import { memoryEventStore, type Recorded } from '@motcua/es';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { runProjection } from './run-projection.ts';
import type { RunningProjection, RunOptions } from './running-projection.ts';
import { storeFeeds } from './testing/index.ts';
import { append, metadata, stores, type Tally, tally } from './testing/tally.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const running: RunningProjection[] = [];
const run = async (options: Partial<RunOptions<Tally, undefined>> & Pick<RunOptions<Tally, undefined>, 'bus'>) => {
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
afterEach(async () => {
  for (const projection of running.splice(0)) await projection.stop();
});
const contents = async (projection: RunningProjection) =>
  Object.fromEntries(
    (await projection.collection().scan({ limit: 1_000 })).map(({ id, rendered }) => [id, JSON.parse(rendered ?? 'null')]),
  );

describe('a running projection', () => {
  test('folds both sources, answers who waits, says as of when', async () => {
    const began = Date.now();
    const both = stores();
    await append(both.intake, 'one-a', 1, 2);
    const projection = await run({ bus: storeFeeds(both) });
    const position = await append(both.workflow, 'two-a', 3);
    expect(await projection.waitFor('workflow', position, 2_000)).toBe('passed');
    expect(await projection.waitFor('intake', 2, 2_000)).toBe('passed');
    expect(await projection.waitFor('notify', 99, 0)).toBe('passed');
    expect(await projection.waitFor('workflow', position + 1, 10)).toBe('timeout');
    expect(await contents(projection)).toEqual({ a: { intake: [1, 2], workflow: [3], stale: false } });
    await vi.waitFor(() => expect(projection.caughtUp()).toBe(true));
    expect(projection.asOf()?.getTime()).toBeGreaterThanOrEqual(began);
  });

  test('tells what changed, after it is written', async () => {
    const both = stores();
    const projection = await run({ bus: storeFeeds(both) });
    const heard: string[] = [];
    const end = projection.onApplied((changed) => heard.push(...changed));
    await projection.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
    expect(heard).toEqual(['a']);
    end();
    await projection.waitFor('intake', await append(both.intake, 'one-b', 1), 2_000);
    expect(heard).toEqual(['a']);
  });

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
    expect(new Set([...told, ...prepared])).toEqual(new Set([1, 2, 3]));
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
});

describe('versions', () => {
  const start = async (models: ReadModels, both: ReturnType<typeof stores>, version: number) =>
    run({ bus: storeFeeds(both), models, projection: { ...tally, version } });

  test('a new version is filled beside the old one, which goes on serving, and is then dropped', async () => {
    const both = stores();
    const models = memoryReadModels();
    await append(both.intake, 'one-a', 1);
    const old = await start(models, both, 1);
    await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
    await old.stop();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const prepare = async () => {
      await gate;
      return new Map<string, undefined>();
    };
    const next = await run({ bus: storeFeeds(both), models, projection: { ...tally, version: 2, prepare } });
    expect(next.caughtUp()).toBe(false);
    expect(await contents(next)).toMatchObject({ a: { intake: [1] } });
    expect(next.collection().declaration.version).toBe(1_000);
    open();
    await vi.waitFor(() => expect(next.collection().declaration.version).toBe(2_000));
    await vi.waitFor(async () => expect(await models.list()).toEqual([{ name: 'test-tally', version: 2_000 }]));
    expect(await contents(next)).toMatchObject({ a: { intake: [1] } });
  });

  test('a rebuild compares with what stood there', async () => {
    const both = stores();
    const models = memoryReadModels();
    await append(both.intake, 'one-a', 1);
    const position = await append(both.intake, 'one-b', 1);
    const projection = await start(models, both, 1);
    await projection.waitFor('intake', position, 2_000);
    const stored = await projection.collection().get('b');
    if (!stored) throw new Error('not there');
    const expected = await projection.collection().checkpoints();
    await projection.collection().apply({ upserts: [{ ...stored, rendered: '"tampered"' }], deletes: [], checkpoints: {}, expected });
    expect(await projection.rebuild()).toEqual({ documents: 2, differing: 1 });
    expect(await contents(projection)).toMatchObject({ b: { intake: [1] } });
    await vi.waitFor(async () => expect(await models.list()).toEqual([{ name: 'test-tally', version: 1_001 }]));
    await projection.waitFor('intake', await append(both.intake, 'one-a', 2), 2_000);
    expect(await contents(projection)).toMatchObject({ a: { intake: [1, 2] } });
  });

  test('who waits while it is rebuilt is answered by what serves then', async () => {
    const both = stores();
    const position = await append(both.intake, 'one-a', 1);
    const projection = await start(memoryReadModels(), both, 1);
    await projection.waitFor('intake', position, 2_000);
    const waiting = projection.waitFor('intake', position + 1, 5_000);
    await projection.rebuild();
    await append(both.intake, 'one-a', 2);
    expect(await waiting).toBe('passed');
  });

  test('one of two instances rebuilds: the other reads the old one for as long as it has to, then the new one, and both go on', async () => {
    const both = stores();
    const models = memoryReadModels();
    const bus = storeFeeds(both);
    const position = await append(both.intake, 'one-a', 1);
    const graceMs = 60_000;
    const two = [await run({ bus, models, graceMs }), await run({ bus, models, graceMs })] as const;
    const [one, other] = two;
    for (const each of two) await each.waitFor('intake', position, 2_000);
    const before = other.collection();
    await one.rebuild();
    expect(await before.get('a')).toBeDefined();
    await vi.waitFor(() => expect(other.collection().declaration.version).toBe(1_001), 5_000);
    expect(other.caughtUp()).toBe(true);
    const last = await append(both.workflow, 'two-a', 2);
    for (const each of two) {
      expect(await each.waitFor('workflow', last, 2_000)).toBe('passed');
      expect(await contents(each)).toEqual({ a: { intake: [1], workflow: [2], stale: false } });
    }
    // The other way round, and while the first one is told nothing.
    await other.rebuild();
    await vi.waitFor(() => expect(one.collection().declaration.version).toBe(1_002), 5_000);
    expect(await models.active('test-tally')).toBe(1_002);
  });

  test('a rebuild that fails at the switch changes nothing; the next one is done', async () => {
    const both = stores();
    const models = memoryReadModels();
    let isAway = false;
    const activate: ReadModels['activate'] = async (...to) => {
      if (isAway) throw new Error('away');
      return models.activate(...to);
    };
    const projection = await start({ ...models, activate }, both, 1);
    await projection.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
    await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
    isAway = true;
    await expect(projection.rebuild()).rejects.toThrow('away');
    expect(await projection.waitFor('intake', await append(both.intake, 'one-a', 2), 2_000)).toBe('passed');
    expect(await contents(projection)).toMatchObject({ a: { intake: [1, 2] } });
    isAway = false;
    await projection.rebuild();
    expect(projection.collection().declaration.version).toBe(1_002);
    expect(await contents(projection)).toMatchObject({ a: { intake: [1, 2] } });
  });

  test('an instance that lags behind, and then joins what another has rebuilt, hears of everything', async () => {
    const both = stores();
    const models = memoryReadModels();
    const bus = storeFeeds(both);
    const heard: number[] = [];
    let [isStalled, feeds] = [false, 0];
    const stalling: typeof bus = {
      ...bus,
      async *follow(options) {
        feeds += 1;
        const isFirst = feeds <= tally.sources.length;
        for await (const batch of bus.follow(options)) {
          if (isFirst && isStalled) return void (await new Promise((resolve) => options.signal.addEventListener('abort', resolve)));
          yield batch;
        }
      },
    };
    const hear = (events: readonly Recorded[]) => void heard.push(...events.map(({ data }) => (data as { value: number }).value));
    const one = await run({ bus, models, graceMs: 60_000 });
    const behind = await run({ bus: stalling, models, projection: { ...tally, alreadyFolded: hear }, graceMs: 60_000 });
    await one.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
    await vi.waitFor(() => expect(behind.position('intake')).toBe(1));
    isStalled = true;
    await one.waitFor('intake', await append(both.intake, 'one-a', 2, 3), 2_000);
    heard.length = 0;
    await one.rebuild();
    await vi.waitFor(() => expect(behind.collection().declaration.version).toBe(1_001), 5_000);
    await vi.waitFor(() => expect(heard).toEqual([2, 3]));
    expect(await contents(behind)).toEqual({ a: { intake: [1, 2, 3], workflow: [], stale: false } });
  });

  test('an instance that starts does not take back what another has switched to meanwhile', async () => {
    const both = stores();
    const models = memoryReadModels();
    await append(both.intake, 'one-a', 1);
    const one = await start(models, both, 1);
    await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
    const switched = Promise.withResolvers<void>();
    const bus = storeFeeds(both);
    const slow: typeof bus = {
      ...bus,
      async *follow(options) {
        await switched.promise;
        yield* bus.follow(options);
      },
    };
    const late = await run({ bus: slow, models, graceMs: 60_000 });
    expect(late.caughtUp()).toBe(false);
    await one.rebuild();
    switched.resolve();
    await vi.waitFor(() => expect(late.caughtUp()).toBe(true), 5_000);
    await vi.waitFor(() => expect(late.collection().declaration.version).toBe(1_001), 5_000);
    expect(await models.active('test-tally')).toBe(1_001);
    expect(await contents(one)).toEqual(await contents(late));
  });

  test('another epoch of a source: filled anew from its beginning', async () => {
    const both = stores();
    const models = memoryReadModels();
    await append(both.intake, 'one-a', 1, 2);
    const first = await start(models, both, 1);
    await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
    await first.stop();
    const restored = { ...both, intake: memoryEventStore() };
    await append(restored.intake, 'one-a', 1);
    const second = await start(models, restored, 1);
    await vi.waitFor(() => expect(second.collection().declaration.version).toBe(1_001));
    expect(await contents(second)).toMatchObject({ a: { intake: [1] } });
  });
});

/** Hands out a log in any cuts, with repeats, and with holes that only the owner can fill. */
const scripted = (
  log: Readonly<Record<'intake' | 'workflow', readonly Recorded[]>>,
  cuts: readonly number[],
  holes: ReadonlySet<string>,
) => {
  async function* follow({
    source,
    after,
    signal,
  }: {
    source: string;
    after?: { position: number };
    signal: AbortSignal;
  }): AsyncGenerator<FeedBatch, void> {
    const all = log[source as 'intake'];
    let start = all.findIndex(({ position }) => position > (after?.position ?? 0));
    if (start < 0) start = all.length;
    for (let cut = 0; start < all.length; cut += 1) {
      const end = Math.min(all.length, start + (cuts[cut % cuts.length] ?? 1));
      const again = Math.max(0, start - 2);
      const events = all
        .slice(again, end)
        .filter(({ id, position }, index, list) => !holes.has(id) || index === list.length - 1 || position === all.length);
      yield { source: source as 'intake', epoch: 'e', events, position: all[end - 1]?.position ?? 0 };
      start = end;
      if (cut % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    yield { source: source as 'intake', epoch: 'e', events: [], position: all.length, headAt: Date.now() };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  return {
    follow: follow as RunOptions<Tally, undefined>['bus']['follow'],
    readStream: async (source: string, stream: string, from: number) =>
      log[source as 'intake'].filter((event) => event.stream === stream && event.revision >= from),
  };
};

test('any cuts, repeats, holes and interleavings end in the same documents as one fold', async () => {
  const event = fc.record({
    stream: fc.constantFrom('one-a', 'one-b', 'two-c', 'noise-x'),
    value: fc.integer({ min: 0, max: 9 }),
  });
  const recordedOf = (list: readonly { stream: string; value: number }[], prefix: string): Recorded[] => {
    const revisions = new Map<string, number>();
    return list.map(({ stream, value }, index) => {
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      return {
        id: `${prefix}${index}`,
        type: 'Said.v1',
        data: { value },
        metadata,
        stream,
        revision,
        position: index + 1,
        hash: '',
        previous: '',
      };
    });
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 30 }),
      fc.array(event, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 5 }),
      async (one, two, cuts, missing) => {
        // A stream has one owner, and only the order within a stream is promised.
        const ofWorkflow = two.map(({ stream, value }) => ({ stream: stream.replace('-', 's-'), value }));
        const log = { intake: recordedOf(one, 'i'), workflow: recordedOf(ofWorkflow, 'w') };
        const expected: Record<string, Tally & { stale: boolean }> = {};
        for (const source of ['intake', 'workflow'] as const)
          for (const { stream, data } of log[source]) {
            const [id] = tally.documentsOf(source, { stream } as Recorded);
            if (id === undefined) continue;
            const before = expected[id] ?? { intake: [], workflow: [], stale: false };
            expected[id] = { ...before, [source]: [...before[source], (data as { value: number }).value] };
          }
        const holes = new Set(missing.flatMap((index) => [`i${index}`]).filter((id) => laterOnStream(log.intake, id)));
        const projection = await run({ bus: scripted(log, cuts, holes), cacheSize: 2 });
        expect(await projection.waitFor('intake', one.length, 5_000)).toBe('passed');
        expect(await projection.waitFor('workflow', two.length, 5_000)).toBe('passed');
        expect(await contents(projection)).toEqual(expected);
        await projection.stop();
      },
    ),
    { numRuns: 60 },
  );
});

/** A hole shows only by a later event of its stream. */
const laterOnStream = (log: readonly Recorded[], id: string): boolean => {
  const hole = log.find((event) => event.id === id);
  return hole !== undefined && log.some(({ stream, revision }) => stream === hole.stream && revision > hole.revision);
};
