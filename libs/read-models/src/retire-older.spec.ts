import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { memoryReadModels } from './memory-read-models.ts';
import type { ReadModels } from './read-models.ts';
import { type RetireOptions, retireOlder } from './retire-older.ts';
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

test('asks which one is in use after the grace, not before', async () => {
  await models.activate(name, 2_000);
  const retired = retire({ graceMs: 1 });
  await models.activate(name, 2_002);
  await retired;
  expect(await left()).toEqual([2_002]);
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
