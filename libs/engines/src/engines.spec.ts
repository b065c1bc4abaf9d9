import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { enginesConfig, openEventStore, openLookUps, openReadModels } from './index.ts';

const Config = z.object({ ...enginesConfig, MOTCUA_DATA: z.string(), MOTCUA_PROVINCE: z.string().default('H53') });
let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

test('without addresses both engines are files in the folder of the service, and look-ups read what it fills', async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-engines-'));
  const config = Config.parse({ MOTCUA_DATA: folder });
  const store = await openEventStore(config, 'tracking');
  const models = await openReadModels(config, 'tracking');
  const things = { name: 'things', version: 1, indexes: {} };
  const filled = await models.open(things);
  await filled.apply({ upserts: [{ id: 'a', state: '{}', keys: {} }], deletes: [], checkpoints: {}, expected: {} });
  const lookUps = await openLookUps(config, 'tracking');
  expect(await (await lookUps.open(things)).get('a')).toMatchObject({ id: 'a' });
  expect(['events.db', 'read.db'].filter((file) => existsSync(join(folder, 'tracking', file)))).toHaveLength(2);
  await lookUps.close();
  await models.close();
  await store.close();
});

test.each([
  ['MOTCUA_STORE_URL', 'http://store'],
  ['MOTCUA_READ_MODELS_URL', 'postgres://models'],
  ['MOTCUA_NATS_URL', 'nats://bus:4222/x'],
])('%s names an engine that there is', (name, value) => {
  expect(Config.safeParse({ MOTCUA_DATA: 'x', [name]: value }).error?.issues[0]?.path).toEqual([name]);
});
