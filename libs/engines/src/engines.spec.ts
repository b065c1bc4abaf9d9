import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessMetrics } from '@motcua/service-kit';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { enginesConfig, openEventStore, openLookUps, openReadModels } from './index.ts';

const Config = z.object({ ...enginesConfig, MOTCUA_DATA: z.string(), MOTCUA_PROVINCE: z.string().default('H53') });
let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

test('without addresses both engines are files in the folder of the service, and look-ups read what it fills', async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-engines-'));
  const config = Config.parse({ MOTCUA_DATA: folder });
  const observed = { metrics: new ProcessMetrics().of('tracking') };
  const store = await openEventStore(config, 'tracking', observed);
  const models = await openReadModels(config, 'tracking', observed);
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
  ['MOTCUA_CLOCK_BEHIND', 'yes'],
  ['MOTCUA_REACTION_BACKOFF_MS', '0'],
  ['MOTCUA_REACTION_BACKOFF_MS', '5001'],
])('%s: %s is refused', (name, value) => {
  expect(Config.safeParse({ MOTCUA_DATA: 'x', [name]: value }).error?.issues[0]?.path).toEqual([name]);
});

test('a store tells what it took in, how long that took and how much room there is; a repeat is not counted', async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-engines-'));
  const metrics = new ProcessMetrics();
  const store = await openEventStore(Config.parse({ MOTCUA_DATA: folder }), 'workflow', { metrics: metrics.of('workflow') });
  const breached = {
    id: 'b-1',
    type: 'DeadlineBreached.v1',
    data: {},
    metadata: { at: '2026-11-26T08:00:00+07:00', actor: 'system:clock', correlationId: 'd-1', causationId: 'c-1' },
  };
  for (let time = 0; time < 2; time += 1) await store.append('dossier-1', [breached], 'absent');
  await expect(store.append('dossier-1', [{ ...breached, id: 'b-2' }], 7)).rejects.toThrow();
  const lines = (await metrics.render()).split('\n');
  expect(lines).toContain('motcua_events_appended_total{service="workflow",type="DeadlineBreached.v1"} 1');
  expect(lines).toContain(
    'db_client_operation_duration_seconds_count{service="workflow",db_system_name="sqlite",db_operation_name="append"} 2',
  );
  expect(lines.join()).toMatch(/db_client_operation_duration_seconds_count\{[^}]*error_type="VersionConflict"\} 1/);
  expect(lines.join('\n')).toMatch(/^motcua_disk_available_bytes\{service="workflow"\} [1-9]/m);
  await store.close();
});
