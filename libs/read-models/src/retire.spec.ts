import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { type AbandonedOptions, dropAbandoned, type RetireOptions, retireOlder } from './retire.ts';
import { tally } from './testing/tally.ts';

const { name } = tally;
const all = [1_000, 1_001, 2_000, 2_001, 2_002];
let models: ReadModels;
let ended: AbortController;
beforeEach(async () => {
  models = memoryReadModels();
  ended = new AbortController();
  for (const version of all) await models.open({ ...tally, version });
});
const left = async () => (await models.list()).map(({ version }) => version);
const retire = (over: Partial<RetireOptions> = {}, known: readonly number[] = all) =>
  retireOlder({ models, name, graceMs: 0, signal: ended.signal, uses: () => false, ...over }, known);

test('drops what is older than the one in use; that and what is newer stay', async () => {
  await models.activate(name, 2_001);
  await retire();
  expect(await left()).toEqual([2_001, 2_002]);
  expect(await models.active(name)).toBe(2_001);
});

test('drops nothing that it did not know of, and nothing that is used here', async () => {
  await models.activate(name, 2_002);
  await retire({ uses: (generation) => generation === 1_001 }, [1_000, 1_001, 2_001]);
  expect(await left()).toEqual([1_001, 2_000, 2_002]);
});

test('drops nothing while none is in use', async () => {
  await retire();
  expect(await left()).toEqual(all);
});

test('a switch meanwhile begins the grace anew', async () => {
  await models.activate(name, 2_000);
  let looks = 0;
  const active: ReadModels['active'] = async (of) => {
    looks += 1;
    if (looks === 2) await models.activate(of, 2_002);
    return models.active(of);
  };
  await retire({ models: { ...models, active } });
  expect([looks, await left()]).toEqual([3, [2_002]]);
});

test.each([undefined, 60_000])('who reads the old ones is given time (%s ms); stopped meanwhile, it drops nothing', async (graceMs) => {
  await models.activate(name, 2_002);
  const retired = retire({ graceMs });
  await retire({ graceMs: 1 }, []);
  await nextTurn(); // whoever gave no more time than that is through now
  expect(await left()).toEqual(all);
  ended.abort();
  await retired;
  expect(await left()).toEqual(all);
});

describe('what a rebuild has left behind', () => {
  const at = (position: number) => ({ intake: { epoch: 'e', position } });
  const open = (version: number) => models.open({ ...tally, version });
  /** As if somebody filled it: from where it was to this position. */
  const move = async (version: number, from: number, to: number) =>
    (await open(version)).apply({ upserts: [], deletes: [], checkpoints: at(to), expected: from === 0 ? {} : at(from) });
  const abandon = (over: Partial<AbandonedOptions> = {}, known: readonly number[] = all) =>
    dropAbandoned(
      { models, name, version: 2, abandonedMs: 0, signal: ended.signal, uses: () => false, isCurrent: () => true, open, ...over },
      known,
    );
  beforeEach(async () => {
    await models.activate(name, 2_000);
    for (const version of [2_001, 2_002]) await move(version, 0, 5);
  });

  test('is dropped: what is newer than the one in use, of the same version, and stands still', async () => {
    await models.open({ ...tally, version: 3_000 });
    await abandon({}, [...all, 3_000]);
    expect(await left()).toEqual([1_000, 1_001, 2_000, 3_000]);
  });

  test.each<[string, Partial<AbandonedOptions>, readonly number[]]>([
    ['is used here', { uses: (generation) => generation === 2_001 }, all],
    ['is not known', {}, [1_000, 2_002]],
  ])('but what %s stays', async (_, over, known) => {
    await abandon(over, known);
    expect(await left()).toEqual([1_000, 1_001, 2_000, 2_001]);
  });

  /** What happens before each look. */
  const looking = (before: (nth: number) => Promise<unknown> | undefined) => {
    let looks = 0;
    const list = async () => {
      looks += 1;
      if (looks === 200) ended.abort();
      await before(looks);
      return models.list();
    };
    return { models: { ...models, list } };
  };

  test('nor what somebody goes on filling', async () => {
    await abandon(looking((nth) => move(2_001, nth + 4, nth + 5)));
    expect(await left()).toEqual([1_000, 1_001, 2_000, 2_001]);
  });

  test('nor what has come into use', async () => {
    await abandon(looking((nth) => (nth === 30 ? models.activate(name, 2_002) : undefined)));
    expect(await left()).toEqual(all);
  });

  test('nor anything while an owner is away, or the database: only then does an hour begin', async () => {
    await abandon({ isCurrent: () => false, ...looking(() => undefined) });
    expect(await left()).toEqual(all);
    ended = new AbortController();
    const away = (nth: number) => (nth % 50 === 0 ? Promise.reject(new Error('away')) : undefined);
    await abandon(looking(away));
    expect(await left()).toEqual(all);
  });

  test('what cannot be dropped now is dropped later', async () => {
    let refusals = 3;
    const drop: ReadModels['drop'] = async (...which) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('busy');
      return models.drop(...which);
    };
    await abandon({ models: { ...models, drop } });
    expect(await left()).toEqual([1_000, 1_001, 2_000]);
  });

  test('nothing is dropped where it is stopped before, or another has dropped it', async () => {
    const waiting = abandon({ abandonedMs: 60_000 });
    await abandon({}, [2_001]);
    ended.abort();
    await waiting;
    expect(await left()).toEqual([1_000, 1_001, 2_000, 2_002]);
  });
});
