import { expect, test, vi } from 'vitest';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { storeFeeds } from './testing/index.ts';
import { append, stores, tally } from './testing/tally.ts';
import { contents, gate, tallyRuns } from './testing/tally-runs.ts';

const run = tallyRuns();
const { name } = tally;
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
