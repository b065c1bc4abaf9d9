import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { someEvent } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstValue, settleWriter } from './schema.ts';
import { sqliteSeal } from './seal.ts';
import { sqliteEventStore } from './sqlite-event-store.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
  file = join(folder, 'events.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the writing connection has the settings that durability needs, and says so itself', () => {
  const database = new DatabaseSync(file);
  settleWriter(database);
  const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'wal_autocheckpoint'];
  expect(settings.map((name) => firstValue(database, `PRAGMA ${name}`))).toStrictEqual(['wal', 2, 1, 0, 0]);
  database.close();
});

test('a setting that does not hold refuses the start', () => {
  const database = new DatabaseSync(':memory:');
  expect(() => settleWriter(database)).toThrow('journal_mode');
  database.close();
});

test('a file of another kind, or of a newer schema, is refused and left as it is', async () => {
  writeFileSync(file, 'Không phải kho sự kiện. '.repeat(100));
  await expect(sqliteEventStore({ file })).rejects.toThrow('does not open');
  expect(statSync(file).size).toBeGreaterThan(2_000);
  rmSync(file);
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE other (a)');
  database.close();
  const before = readFileSync(file);
  await expect(sqliteEventStore({ file })).rejects.toThrow('not an event store of this version');
  await expect(sqliteSeal(file).set({ state: 'filling', other: 'esdb://127.0.0.1', epoch: 'theirs' })).rejects.toThrow(
    'not an event store',
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file belongs to the first who opens it under a name; tools need none', async () => {
  const open = async (namespace?: string): Promise<void> => {
    const store = await sqliteEventStore({ file, ...(namespace === undefined ? {} : { namespace }) });
    await store.close();
  };
  await open();
  await open('h53_intake');
  await expect(open('h54_intake')).rejects.toThrow('the file holds the events of h53_intake, not those of h54_intake');
  await open();
  await open('h53_intake');
});

const filled = async (): Promise<void> => {
  const store = await sqliteEventStore({ file });
  for (let n = 0; n < 4; n++)
    await store.append(
      `note-${n}`,
      Array.from({ length: 500 }, (_, index) => someEvent(`${n}-${index}`)),
      'absent',
    );
  await store.close();
};
const leaveOpen = () => writeFileSync(`${file}-wal`, 'left by a process that did not close');

test('closed cleanly, a store leaves one file', async () => {
  await filled();
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
});

test('after an unclean stop the file is looked through, and damage ends the process', async () => {
  await filled();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(4_096, 0xff), 0, 4_096, 4_096 * 60);
  closeSync(descriptor);
  leaveOpen();
  const told = Promise.withResolvers<Error>();
  const store = await sqliteEventStore({ file, onFatal: told.resolve });
  expect((await told.promise).message).toContain('damaged');
  await store.close();
});

test('after an unclean stop a whole file goes on', async () => {
  await filled();
  leaveOpen();
  const store = await sqliteEventStore({ file, onFatal: (error) => expect.fail(error.message) });
  expect(await store.append('note-0', [someEvent('more')], 499)).toMatchObject({ revision: 500, position: 2_001 });
  await store.close();
});
