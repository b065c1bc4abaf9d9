import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { ReadModelsUnavailable } from './errors.ts';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { storeFeeds } from './testing/index.ts';
import { append, stores, tally } from './testing/tally.ts';
import { contents, gate, silent, tallyRuns } from './testing/tally-runs.ts';

const run = tallyRuns();
const { name } = tally;
const noGrace = 0;
const longGrace = 60_000;
const generations = async (models: ReadModels) => (await models.list()).map(({ version }) => version).sort((a, b) => a - b);

/** A read model of the first version, in use and stopped, of a log with one event. */
const leftByTheFirstVersion = async () => {
  const [both, models] = [stores(), memoryReadModels()];
  await append(both.intake, 'one-a', 1);
  const first = await run({ bus: storeFeeds(both), models });
  await vi.waitFor(async () => expect(await models.active(name)).toBe(1_000));
  await first.stop();
  return { both, models };
};
/** Nothing comes of it before the gate is open. */
const feedsBehind = (both: ReturnType<typeof stores>, opened: Promise<void>): ReturnType<typeof storeFeeds> => {
  const bus = storeFeeds(both);
  return {
    ...bus,
    async *follow(options) {
      await opened;
      yield* bus.follow(options);
    },
  };
};

test('a new version is filled beside the old one, which goes on serving, and is then dropped', async () => {
  const { both, models } = await leftByTheFirstVersion();
  const feeds = gate();
  const next = await run({ bus: feedsBehind(both, feeds.opened), models, projection: { ...tally, version: 2 } });
  expect(next.caughtUp()).toBe(false);
  expect(await contents(next)).toMatchObject({ a: { intake: [1] } });
  expect(next.collection().declaration.version).toBe(1_000);
  expect(await models.active(name)).toBe(1_000);
  feeds.open();
  await vi.waitFor(() => expect(next.collection().declaration.version).toBe(2_000));
  expect(await models.active(name)).toBe(2_000);
  await vi.waitFor(async () => expect(await generations(models)).toEqual([2_000]));
  expect(await contents(next)).toMatchObject({ a: { intake: [1] } });
});

test('says whether the read database answers, from one question to the next', async () => {
  const [both, models] = [stores(), memoryReadModels()];
  let away = false;
  const active: ReadModels['active'] = (one) => (away ? Promise.reject(new ReadModelsUnavailable('away')) : models.active(one));
  const running = await run({ bus: storeFeeds(both), models: { ...models, active } });
  expect(running.answers()).toBe(true);
  away = true;
  await vi.waitFor(() => expect(running.answers()).toBe(false), 5_000);
  away = false;
  await vi.waitFor(() => expect(running.answers()).toBe(true), 5_000);
});

test('stopped before it has caught up, a new version takes no place and drops nothing; begun again, it goes on', async () => {
  const { both, models } = await leftByTheFirstVersion();
  const version2 = { ...tally, version: 2 };
  const never = await run({ bus: feedsBehind(both, new Promise(() => undefined)), models, projection: version2, graceMs: noGrace });
  await never.stop();
  expect(await models.active(name)).toBe(1_000);
  expect(await generations(models)).toEqual([1_000, 2_000]);
  const again = await run({ bus: storeFeeds(both), models, projection: version2, graceMs: longGrace });
  await vi.waitFor(() => expect(again.collection().declaration.version).toBe(2_000));
  expect(await generations(models)).toEqual([1_000, 2_000]);
});

test('a rebuild that was interrupted starts over: what is in use goes on, and the half-filled one is not read', async () => {
  const { both, models } = await leftByTheFirstVersion();
  await models.open({ ...tally, version: 1_001 });
  const again = await run({ bus: storeFeeds(both), models, graceMs: longGrace });
  expect(again.collection().declaration.version).toBe(1_000);
  await vi.waitFor(() => expect(again.caughtUp()).toBe(true));
  await again.rebuild();
  expect(again.collection().declaration.version).toBe(1_002);
});

test('an instance that starts does not take back what another has switched to meanwhile', async () => {
  const both = stores();
  const models = memoryReadModels();
  await append(both.intake, 'one-a', 1);
  const one = await run({ bus: storeFeeds(both), models });
  await vi.waitFor(async () => expect(await models.active(name)).toBe(1_000));
  const feeds = gate();
  const late = await run({ bus: feedsBehind(both, feeds.opened), models, graceMs: longGrace });
  expect(late.caughtUp()).toBe(false);
  await one.rebuild();
  feeds.open();
  await vi.waitFor(() => expect(late.caughtUp()).toBe(true), 5_000);
  await vi.waitFor(() => expect(late.collection().declaration.version).toBe(1_001), 5_000);
  expect(await models.active(name)).toBe(1_001);
  expect(await contents(one)).toEqual(await contents(late));
});

test('a database that is away just when the new version has caught up only delays its switch', async () => {
  const { both, models } = await leftByTheFirstVersion();
  const activate = vi.fn(models.activate).mockRejectedValueOnce(new Error('away'));
  const next = await run({ bus: storeFeeds(both), models: { ...models, activate }, projection: { ...tally, version: 2 } });
  await vi.waitFor(() => expect(next.collection().declaration.version).toBe(2_000), 5_000);
  expect(activate).toHaveBeenCalledTimes(2);
  expect(await models.active(name)).toBe(2_000);
});

test('what could not be dropped is said, by the name of the error alone, and ends nothing', async () => {
  const { both, models } = await leftByTheFirstVersion();
  const drop = () => Promise.reject(new TypeError('mongodb://somewhere'));
  const error = vi.fn();
  const next = await run({
    bus: storeFeeds(both),
    models: { ...models, drop },
    projection: { ...tally, version: 2 },
    logger: { ...silent, error },
  });
  await vi.waitFor(() => expect(error).toHaveBeenCalled());
  expect(JSON.stringify(error.mock.calls)).toContain('TypeError');
  expect(JSON.stringify(error.mock.calls)).not.toContain('mongodb');
  expect(await next.waitFor('intake', await append(both.intake, 'one-b', 1), 2_000)).toBe('passed');
});

/** A database of which it is known how often it was asked what is in use. */
const watched = (models: ReadModels) => {
  const active = vi.fn(models.active);
  const askedTwice = (): Promise<void> => {
    const before = active.mock.calls.length;
    return vi.waitFor(() => expect(active.mock.calls.length).toBeGreaterThanOrEqual(before + 2), 5_000);
  };
  return { models: { ...models, active }, askedTwice };
};

test('what this instance has rebuilt itself is not begun once more', async () => {
  const both = stores();
  const bus = storeFeeds(both);
  const database = watched(memoryReadModels());
  const follow = vi.fn(bus.follow);
  const projection = await run({ bus: { ...bus, follow }, models: database.models });
  await vi.waitFor(async () => expect(await database.models.active(name)).toBe(1_000));
  await projection.rebuild();
  await database.askedTwice();
  await database.askedTwice();
  expect(follow).toHaveBeenCalledTimes(2 * tally.sources.length);
});

test('an instance whose first filling lags behind reads what another one of its version has rebuilt meanwhile', async () => {
  const { both, models } = await leftByTheFirstVersion();
  const version2 = { ...tally, version: 2 };
  const bus = storeFeeds(both);
  let feeds = 0;
  const firstStands: typeof bus = {
    ...bus,
    async *follow(options) {
      feeds += 1;
      if (feeds <= tally.sources.length) return void (await new Promise((resolve) => options.signal.addEventListener('abort', resolve)));
      yield* bus.follow(options);
    },
  };
  const database = watched(models);
  const late = await run({ bus: firstStands, models: database.models, projection: version2, graceMs: longGrace });
  const other = await run({ bus, models, projection: version2, graceMs: longGrace });
  await vi.waitFor(() => expect(other.collection().declaration.version).toBe(2_000));
  await database.askedTwice();
  // What the other one has switched to is what this one is filling already.
  expect(feeds).toBe(tally.sources.length);
  expect(late.collection().declaration.version).toBe(1_000);
  await other.rebuild();
  await vi.waitFor(() => expect(late.collection().declaration.version).toBe(2_001), 5_000);
  expect(late.caughtUp()).toBe(true);
  expect(await models.active(name)).toBe(2_001);
});

test('who stops it while it rebuilds ends both: the rebuild is given up, and nothing is followed any more', async () => {
  const both = stores();
  const models = memoryReadModels();
  const position = await append(both.intake, 'one-a', 1);
  const bus = storeFeeds(both);
  let [isStalled, following] = [false, 0];
  const projection = await run({
    bus: {
      ...bus,
      async *follow(options) {
        following += 1;
        try {
          if (isStalled) await new Promise((resolve) => options.signal.addEventListener('abort', resolve));
          else yield* bus.follow(options);
        } finally {
          following -= 1;
        }
      },
    },
    models,
  });
  await projection.waitFor('intake', position, 2_000);
  await vi.waitFor(async () => expect(await models.active(name)).toBe(1_000));
  isStalled = true;
  const given = expect(projection.rebuild()).rejects.toThrow('interrupted');
  await vi.waitFor(() => expect(following).toBe(2 * tally.sources.length));
  await projection.stop();
  await given;
  expect(following).toBe(0);
  expect(await models.active(name)).toBe(1_000);
});

/** The database from the moment on at which it is held: whoever asks this of it waits until it is let go. */
const holding = <Method extends 'list' | 'active' | 'drop'>(models: ReadModels, method: Method) => {
  const [asked, letGo] = [gate(), gate()];
  let isHeld = false;
  const held = async (...to: Parameters<ReadModels[Method]>): Promise<unknown> => {
    if (isHeld) {
      asked.open();
      await letGo.opened;
    }
    return (models[method] as (...to: unknown[]) => Promise<unknown>)(...to);
  };
  const hold = (): void => {
    isHeld = true;
  };
  return { models: { ...models, [method]: held }, hold, asked: asked.opened, letGo: letGo.open };
};

test.each(['list', 'active', 'drop'] as const)('stopping waits for what the database was asked: %s', async (method) => {
  const { both, models } = await leftByTheFirstVersion();
  const database = holding(models, method);
  if (method === 'drop') database.hold();
  const graceMs = method === 'drop' ? noGrace : longGrace;
  const projection = await run({ bus: storeFeeds(both), models: database.models, projection: { ...tally, version: 2 }, graceMs });
  await vi.waitFor(() => expect(projection.collection().declaration.version).toBe(2_000));
  database.hold();
  // A rebuild asks for the list; what is in use is asked again and again.
  const rebuilt = method === 'list' ? projection.rebuild().catch(() => undefined) : undefined;
  await database.asked;
  const order: string[] = [];
  const stopped = projection.stop().then(() => order.push('stopped'));
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  order.push('let go');
  database.letGo();
  await stopped;
  await rebuilt;
  expect(order).toEqual(['let go', 'stopped']);
});
