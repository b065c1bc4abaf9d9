import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readModelsContract } from '@motcua/read-models/testing';
import { afterAll, expect, test, vi } from 'vitest';
import { sqliteCheckpoints, sqliteReadModels } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'motcua-read-models-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `${files}`, 'read-models.db');
};
let last = '';
type How = Omit<Parameters<typeof sqliteReadModels>[0], 'file'>;
const openNew = (how: How = {}) => {
  last = newFile();
  return sqliteReadModels({ file: last, ...how });
};
const ways: Readonly<Record<string, How>> = {
  'written in a thread': {},
  'written here': { writtenIn: 'here' },
  'written in a thread, awaited': { awaited: true },
  'written here, awaited': { writtenIn: 'here', awaited: true },
};

for (const [name, how] of Object.entries(ways)) {
  readModelsContract(`SQLite, ${name}`, () => openNew(how), { reopen: () => sqliteReadModels({ file: last, ...how }) });
}

const byToken = { name: 'test-status', version: 1, indexes: { token: { keys: ['token'], unique: true } } };

test.each(Object.entries(ways))('%s: what was replaced or deleted is not in the file any more', async (_name, how) => {
  const models = await openNew(how);
  const collection = await models.open(byToken);
  const person = (id: string) => ({ id, state: `{"name":"Trần Thị Bị Quên ${id} ${'x'.repeat(600)}"}`, keys: { token: `quên-${id}` } });
  const upserts = Array.from({ length: 40 }, (_, n) => person(`d${n}`));
  await collection.apply({ upserts, deletes: [], checkpoints: {}, expected: {} });
  const forgotten = { id: 'd20', state: '{}', keys: { token: 'x' } };
  await collection.apply({ upserts: [forgotten], deletes: ['d21'], checkpoints: {}, expected: {} });
  // Closing writes the log back into the file.
  await models.close();
  const bytes = readFileSync(last).toString('utf8');
  expect(bytes).toContain('Quên d19 ');
  for (const gone of ['Quên d20 ', 'Quên d21 ', 'quên-d20', 'quên-d21']) expect(bytes).not.toContain(gone);
});

test.each([true, false])(
  'what was erased leaves the log too, while the file stays open (awaited: %s)',
  { timeout: 30_000 },
  async (awaited) => {
    const models = await openNew({ awaited });
    const collection = await models.open(byToken);
    const write = (state: string) =>
      collection.apply({ upserts: [{ id: 'd1', state, keys: { token: 't' } }], deletes: [], checkpoints: {}, expected: {} });
    const kept = () => [last, `${last}-wal`].map((file) => readFileSync(file).toString('utf8')).join('');
    await write('{"name":"Trần Thị Bị Quên"}');
    await write('{}');
    expect(kept()).toContain('Bị Quên');
    await vi.waitFor(() => expect(kept()).not.toContain('Bị Quên'), { timeout: 20_000, interval: 250 });
    expect((await collection.get('d1'))?.state).toBe('{}');
    await models.close();
  },
);

test('where somebody waits, what is written reaches the file without its writer, long before the log is emptied', async () => {
  const models = await openNew({ awaited: true });
  const collection = await models.open(byToken);
  const upserts = [{ id: 'd1', state: '{"name":"Trần Thị Ghi Ngay"}', keys: { token: 't' } }];
  await collection.apply({ upserts, deletes: [], checkpoints: {}, expected: {} });
  await vi.waitFor(() => expect(readFileSync(last).toString('utf8')).toContain('Ghi Ngay'), { timeout: 7_000, interval: 50 });
  expect(readFileSync(`${last}-wal`).length).toBeGreaterThan(0);
  await models.close();
});

test('a file of another layout is filled anew', async () => {
  const models = await openNew();
  await models.open(byToken);
  await models.close();
  const database = new DatabaseSync(last);
  database.exec('PRAGMA user_version = 99');
  database.close();
  const again = await sqliteReadModels({ file: last });
  expect(await again.list()).toEqual([]);
  await again.close();
});

test('the same version with other indexes is thrown away, not misread', async () => {
  const models = await openNew();
  const collection = await models.open(byToken);
  await collection.apply({ upserts: [{ id: 'a', state: '{}', keys: { token: 't' } }], deletes: [], checkpoints: {}, expected: {} });
  await models.close();
  const again = await sqliteReadModels({ file: last });
  const other = await again.open({ ...byToken, indexes: { code: { keys: ['code'] } } });
  expect(await other.count()).toBe(0);
  expect(await other.findOne('code', 't')).toBeUndefined();
  await again.close();
});

test('reactors find their checkpoints again, and the streams that were seen', async () => {
  const file = newFile();
  const checkpoints = sqliteCheckpoints(file);
  expect(await checkpoints.load('notify-workflow-v1')).toBeUndefined();
  await checkpoints.save('notify-workflow-v1', { epoch: 'e', position: 7 });
  await checkpoints.save('notify-workflow-v1', { epoch: 'e', position: 8 });
  expect(await checkpoints.streams.load('parked-')).toBeUndefined();
  await checkpoints.streams.save('parked-', { epoch: 'e', position: 3, names: [] });
  await checkpoints.streams.save('parked-', { epoch: 'e', position: 8, names: ['parked-a_b'] });
  checkpoints.close();
  const again = sqliteCheckpoints(file);
  expect(await again.load('notify-workflow-v1')).toEqual({ epoch: 'e', position: 8 });
  expect(await again.streams.load('parked-')).toEqual({ epoch: 'e', position: 8, names: ['parked-a_b'] });
  again.close();
});
