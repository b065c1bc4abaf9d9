import { beforeEach, describe, expect, test, vi } from 'vitest';
import { lookUpsOf } from './look-ups.ts';
import { serve } from './serving.ts';
import { type FillingDouble, fillingDouble } from './testing/filling-double.ts';
import { storeFeeds } from './testing/index.ts';
import { append, stores, tally } from './testing/tally.ts';
import { contents, tallyRuns } from './testing/tally-runs.ts';

const run = tallyRuns();

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
});

describe('while an older version serves', () => {
  let first: FillingDouble;
  beforeEach(async () => {
    first = await fillingDouble(2_000);
  });
  const begin = async () => {
    const older = (await fillingDouble(1_000)).collection;
    const serving = serve(first, { older, sources: tally.sources, signal: new AbortController().signal });
    return { older, serving, lookUps: lookUpsOf(serving) };
  };

  test('nothing is passed, caught up or as of a moment by what look-ups do not read yet', async () => {
    const { older, serving, lookUps } = await begin();
    first.write({ intake: { epoch: 'e', position: 7 } });
    first.parked.add('b');
    first.reachHead(1_000);
    expect(lookUps.collection()).toBe(older);
    expect(lookUps.position('intake')).toBe(0);
    expect(lookUps.caughtUp()).toBe(false);
    expect(lookUps.asOf()).toBeUndefined();
    expect(await lookUps.waitFor('intake', 7, 1)).toBe('timeout');
    expect(await lookUps.waitForDocument('a', 'intake', 7, 1)).toBe('timeout');
    expect(await lookUps.waitForDocument('b', 'intake', 7, 1)).toBe('timeout');

    const waiting = [lookUps.waitFor('intake', 7, 5_000), ...['a', 'b'].map((id) => lookUps.waitForDocument(id, 'intake', 7, 5_000))];
    await serving.endOlder(async () => undefined);
    expect(await Promise.all(waiting)).toEqual(['passed', 'passed', 'parked']);
    expect(lookUps.collection()).toBe(first.collection);
    expect(lookUps.position('intake')).toBe(7);
    expect(lookUps.caughtUp()).toBe(true);
    expect(lookUps.asOf()).toEqual(new Date(1_000));
  });

  test('what stands still in the one to come is shown already', async () => {
    const { lookUps } = await begin();
    first.parked.add('a');
    expect(lookUps.parked()).toEqual(['a']);
  });
});

describe('of one document', () => {
  const begin = async () => {
    const filling = await fillingDouble(1_000);
    const serving = serve(filling, { older: undefined, sources: tally.sources, signal: new AbortController().signal });
    return { filling, serving, lookUps: lookUpsOf(serving) };
  };

  test('who waits is told at once that it stands still, and of a time-out', async () => {
    const { filling, serving, lookUps } = await begin();
    expect(await lookUps.waitForDocument('a', 'intake', 1, 1)).toBe('timeout');
    const waiting = lookUps.waitForDocument('a', 'intake', 1, 5_000);
    filling.parked.add('a');
    serving.moved(filling.collection, ['a']);
    expect(await waiting).toBe('parked');
    expect(await lookUps.waitForDocument('b', 'intake', 1, 1)).toBe('timeout');
  });

  test('that stands still before it is passed: it is parked all the same', async () => {
    const { filling, lookUps } = await begin();
    filling.parked.add('a');
    filling.write({ intake: { epoch: 'e', position: 1 } });
    expect(await lookUps.waitForDocument('a', 'intake', 1, 0)).toBe('parked');
    expect(await lookUps.waitForDocument('b', 'intake', 1, 0)).toBe('passed');
  });
});

test('who asks for changed documents is not told of positions; who asks for every move is', async () => {
  const filling = await fillingDouble(1_000);
  const serving = serve(filling, { older: undefined, sources: tally.sources, signal: new AbortController().signal });
  const lookUps = lookUpsOf(serving);
  const [applied, moved] = [vi.fn(), vi.fn()];
  lookUps.onApplied(applied);
  lookUps.onMoved(moved);
  serving.moved(filling.collection, []);
  serving.moved(filling.collection, ['a']);
  expect(applied.mock.calls).toEqual([[['a']]]);
  expect(moved.mock.calls).toEqual([[[]], [['a']]]);
});
