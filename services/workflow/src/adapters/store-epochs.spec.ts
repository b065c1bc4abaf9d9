import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@motcua/es';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCommandSecret } from './command-secret.ts';
import { fileEpochs, openEpochs } from './store-epochs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-epochs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const store = (epoch: string, head: number) => ({ epoch, head: async () => head }) as EventStore;
const on24 = Date.parse('2026-11-24T08:00:00+07:00');
const on25 = on24 + 86_400_000;

test('a new store was never restored; another epoch is a restore, and stays one', async () => {
  const file = join(folder, 'new.json');
  expect(await openEpochs(fileEpochs(file), store('a', 0), on24)).toBeUndefined();
  expect(await openEpochs(fileEpochs(file), store('a', 500), on24)).toBeUndefined();
  const restored = { times: 1, on: '2026-11-25', head: 300 };
  expect(await openEpochs(fileEpochs(file), store('b', 300), on25)).toStrictEqual(restored);
  expect(await openEpochs(fileEpochs(file), store('b', 900), on25 + 86_400_000)).toStrictEqual(restored);
  expect(await openEpochs(fileEpochs(file), store('c', 300), on25)).toStrictEqual({ times: 2, on: '2026-11-25', head: 300 });
});

test('a store with a past and no such file was restored on a new machine', async () => {
  expect(await openEpochs(fileEpochs(join(folder, 'moved.json')), store('b', 300), on25)).toStrictEqual({
    times: 1,
    on: '2026-11-25',
    head: 300,
  });
});

test('a command secret that was to be given is not made', async () => {
  const file = join(folder, 'given');
  await expect(openCommandSecret(file, { create: false })).rejects.toThrow(`there is no file of the command secret: ${file}`);
  expect(await readdir(folder)).not.toContain('given');
});

test('the command secret is made once', async () => {
  const file = join(folder, 'command-secret');
  const made = await openCommandSecret(file, { create: true });
  expect(made).toHaveLength(32);
  expect(Buffer.from(await openCommandSecret(file, { create: true })).equals(made)).toBe(true);
});
