import { EpochChanged } from '@motcua/bus';
import { memoryEventStore, type Recorded } from '@motcua/es';
import { expect, test, vi } from 'vitest';
import { ReadModelsUnavailable } from './errors.ts';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { storeFeeds } from './testing/index.ts';
import { append, stores, tally } from './testing/tally.ts';
import { contents, gate, tallyRuns } from './testing/tally-runs.ts';

const run = tallyRuns();
const start = (models: ReadModels, both: ReturnType<typeof stores>) => run({ bus: storeFeeds(both), models });

test('a rebuild compares with what stood there', async () => {
  const both = stores();
  const models = memoryReadModels();
  await append(both.intake, 'one-a', 1);
  const position = await append(both.intake, 'one-b', 1);
  const projection = await start(models, both);
  await projection.waitFor('intake', position, 2_000);
  const stored = await projection.collection().get('b');
  if (!stored) throw new Error('not there');
  const expected = await projection.collection().checkpoints();
  await projection.collection().apply({ upserts: [{ ...stored, rendered: '"tampered"' }], deletes: [], checkpoints: {}, expected });
  expect(await projection.rebuild()).toEqual({ generation: 1_001, documents: 2, differing: 1 });
  expect(await contents(projection)).toMatchObject({ b: { intake: [1] } });
  await vi.waitFor(async () => expect(await models.list()).toEqual([{ name: 'test-tally', version: 1_001 }]));
  await projection.waitFor('intake', await append(both.intake, 'one-a', 2), 2_000);
  expect(await contents(projection)).toMatchObject({ a: { intake: [1, 2] } });
});

test('a rebuild rests after each fold until it has caught up; what serves never does', async () => {
  const both = stores();
  const rests: number[] = [];
  const rest = async (workedMs: number): Promise<void> => void rests.push(workedMs);
  const projection = await run({ bus: storeFeeds(both), rest });
  await projection.waitFor('intake', await append(both.intake, 'one-a', 1, 2, 3), 2_000);
  expect(rests).toEqual([]);
  await projection.rebuild();
  const rested = rests.length;
  expect(rested).toBeGreaterThan(0);
  await projection.waitFor('intake', await append(both.intake, 'one-a', 4), 2_000);
  expect(rests).toHaveLength(rested);
});

test('how far a rebuild is can be seen while it is under way, and only then', async () => {
  const both = stores();
  const models = memoryReadModels();
  const atSwitch = gate();
  const activate: ReadModels['activate'] = async (...to) => {
    if (to[1] % 1_000 === 1) await atSwitch.opened;
    return models.activate(...to);
  };
  const projection = await start({ ...models, activate }, both);
  const position = await append(both.intake, 'one-a', 1);
  await projection.waitFor('intake', position, 2_000);
  expect(projection.rebuilding()).toBeUndefined();
  const rebuilt = projection.rebuild();
  await vi.waitFor(() => expect(projection.rebuilding()).toEqual({ generation: 1_001, positions: { intake: position, workflow: 0 } }));
  atSwitch.open();
  await rebuilt;
  expect(projection.rebuilding()).toBeUndefined();
});

test('who waits while it is rebuilt is answered by what serves then', async () => {
  const both = stores();
  const position = await append(both.intake, 'one-a', 1);
  const projection = await start(memoryReadModels(), both);
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

test('a database that is away just at the switch: what was read goes on, and the rebuild is done when it is back', async () => {
  const both = stores();
  const models = memoryReadModels();
  let isAway = false;
  const refused = vi.fn();
  const activate: ReadModels['activate'] = async (...to) => {
    if (!isAway) return models.activate(...to);
    refused();
    throw new ReadModelsUnavailable('away');
  };
  const projection = await start({ ...models, activate }, both);
  await projection.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
  await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
  isAway = true;
  const rebuilt = projection.rebuild();
  await vi.waitFor(() => expect(refused).toHaveBeenCalled());
  expect(await projection.waitFor('intake', await append(both.intake, 'one-a', 2), 2_000)).toBe('passed');
  expect(projection.collection().declaration.version).toBe(1_000);
  expect(await contents(projection)).toMatchObject({ a: { intake: [1, 2] } });
  isAway = false;
  expect((await rebuilt).generation).toBe(1_001);
  expect(projection.collection().declaration.version).toBe(1_001);
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

test('another epoch of a source: filled anew from its beginning', async () => {
  const both = stores();
  const models = memoryReadModels();
  await append(both.intake, 'one-a', 1, 2);
  const first = await start(models, both);
  await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
  await first.stop();
  const restored = { ...both, intake: memoryEventStore() };
  await append(restored.intake, 'one-a', 1);
  const second = await start(models, restored);
  await vi.waitFor(() => expect(second.collection().declaration.version).toBe(1_001));
  expect(await contents(second)).toMatchObject({ a: { intake: [1] } });
});

test('another epoch while two instances run: both fill anew, one is first, and in the end both read the same', async () => {
  const both = stores();
  const models = memoryReadModels();
  await append(both.intake, 'one-a', 1, 2);
  const restored = { ...both, intake: memoryEventStore() };
  await append(restored.intake, 'one-a', 1);
  let now = both;
  const bus: ReturnType<typeof storeFeeds> = {
    ...storeFeeds(restored),
    async *follow(options) {
      const of = now;
      for await (const batch of storeFeeds(of).follow(options)) {
        if (of !== now && options.source === 'intake') throw new EpochChanged(now.intake.epoch);
        yield batch;
      }
    },
  };
  const two = [await run({ bus, models, graceMs: 60_000 }), await run({ bus, models, graceMs: 60_000 })] as const;
  for (const each of two) expect(await each.waitFor('intake', 2, 2_000)).toBe('passed');
  await vi.waitFor(async () => expect(await models.active('test-tally')).toBe(1_000));
  now = restored;
  await append(both.intake, 'one-a', 3); // what makes both hear of it
  for (const each of two) await vi.waitFor(async () => expect(await contents(each)).toMatchObject({ a: { intake: [1] } }), 10_000);
  const last = await append(restored.intake, 'one-a', 4);
  await vi.waitFor(async () => {
    const active = await models.active('test-tally');
    for (const each of two) {
      expect(each.collection().declaration.version).toBe(active);
      expect(await each.waitFor('intake', last, 0)).toBe('passed');
      expect(await contents(each)).toMatchObject({ a: { intake: [1, 4] } });
    }
  }, 10_000);
  // The one that was not first has joined, and has not filled another one.
  expect((await models.list()).length).toBeLessThanOrEqual(3);
});
