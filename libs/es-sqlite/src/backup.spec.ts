import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyChain } from '@motcua/es';
import { someEvent } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupEventStore, newEpoch } from './backup.ts';
import { sqliteEventStore } from './sqlite-event-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a backup of a store that is being written is one of its moments, whole and in one file', async () => {
  const [file, to] = [join(folder, 'live', 'events.sqlite'), join(folder, 'events.sqlite')];
  writeFileSync(to, 'an older backup');
  const store = await sqliteEventStore({ file });
  let writing = true;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; writing || n < 50; n++) await store.append(`note-${writer}`, [someEvent(`${writer}-${n}`)], n === 0 ? 'absent' : n - 1);
  });
  while ((await store.head()) < 200) await new Promise((resolve) => setImmediate(resolve));
  const before = await store.head();
  const made = await backupEventStore(file, to);
  const after = await store.head();
  writing = false;
  await Promise.all(writers);
  const log = await store.readAll({ after: 0, limit: made.head });
  await store.close();

  expect(made.epoch).toBe(store.epoch);
  expect(made.head).toBeGreaterThanOrEqual(before);
  expect(made.head).toBeLessThanOrEqual(after);
  expect(readdirSync(folder).sort()).toStrictEqual(['events.sqlite', 'live']);
  const restored = await sqliteEventStore({ file: to });
  expect(restored.epoch).toBe(store.epoch);
  expect(await restored.readAll({ after: 0, limit: 1_000_000 })).toStrictEqual(log);
  expect((await verifyChain(log)).faults).toStrictEqual([]);
  await restored.close();
});

test('a new epoch is minted once, and kept', async () => {
  const file = join(folder, 'events.sqlite');
  const store = await sqliteEventStore({ file });
  await store.append('note-1', [someEvent('a')], 'absent');
  await store.close();
  const epoch = newEpoch(file);
  expect(epoch).not.toBe(store.epoch);
  const again = await sqliteEventStore({ file });
  expect(again.epoch).toBe(epoch);
  expect(await again.head()).toBe(1);
  await again.close();
});

test('what is no event store is not backed up and gets no epoch', async () => {
  const file = join(folder, 'text.sqlite');
  writeFileSync(file, 'Không phải kho sự kiện. '.repeat(100));
  await expect(backupEventStore(file, join(folder, 'copy'))).rejects.toThrow();
  expect(() => newEpoch(file)).toThrow();
  expect(readdirSync(folder)).toStrictEqual(['text.sqlite']);
});
