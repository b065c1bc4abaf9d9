import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryReadModels, mirrorProjection, type ProjectionNews, runProjection, shareProjection } from './index.ts';
import { storeFeeds } from './testing/store-feeds.ts';
import { append, stores, tally } from './testing/tally.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A projection that is folded, and its mirror, joined by a wire that copies as a thread boundary does. */
const mirrored = async (graceMs = 0) => {
  const both = stores();
  const models = memoryReadModels();
  const running = await runProjection({ projection: tally, models, bus: storeFeeds(both), codecs: {}, logger, gatherMs: 0, graceMs });
  stops.push(() => running.stop());
  const first = Promise.withResolvers<ProjectionNews>();
  let hear = (news: ProjectionNews): unknown => first.resolve(news);
  stops.push(shareProjection(running, tally, (news) => void hear(structuredClone(news))));
  const mirror = await mirrorProjection(tally, models, await first.promise);
  hear = (news) => mirror.hear(news);
  return { both, running, mirror };
};

describe('a mirrored projection', () => {
  test('knows what is in the collection, and waits for what is not yet', async () => {
    const began = Date.now();
    const { both, mirror } = await mirrored();
    const position = await append(both.intake, 'one-a', 1, 2);
    expect(await mirror.waitFor('intake', position, 2_000)).toBe('passed');
    expect(await mirror.collection().get('a')).toBeDefined();
    expect(mirror.position('intake')).toBe(position);
    expect(await mirror.waitFor('intake', position + 1, 10)).toBe('timeout');
    expect(await mirror.waitFor('notify', 99, 0)).toBe('passed');
    await vi.waitFor(() => expect(mirror.caughtUp()).toBe(true));
    expect(mirror.asOf()?.getTime()).toBeGreaterThanOrEqual(began);
  });

  test('tells what changed', async () => {
    const { both, mirror } = await mirrored();
    const heard: string[] = [];
    const end = mirror.onApplied((ids) => heard.push(...ids));
    await mirror.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
    expect(heard).toEqual(['a']);
    end();
    await mirror.waitFor('intake', await append(both.intake, 'one-b', 1), 2_000);
    expect(heard).toEqual(['a']);
  });

  test('says at once that a document is parked', async () => {
    const { both, mirror } = await mirrored();
    await append(both.intake, 'one-a', -1);
    expect(await mirror.waitForDocument('a', 'intake', 99, 2_000)).toBe('parked');
    expect(mirror.parked()).toEqual(['a']);
  });

  test('follows a rebuild before what it reads is taken away', async () => {
    const { both, running, mirror } = await mirrored(50);
    await mirror.waitFor('intake', await append(both.intake, 'one-a', 1), 2_000);
    const before = mirror.collection();
    await running.rebuild();
    expect(mirror.collection()).not.toBe(before);
    expect(await mirror.collection().get('a')).toBeDefined();
    expect(await mirror.waitFor('intake', await append(both.intake, 'one-a', 2), 2_000)).toBe('passed');
  });
});
