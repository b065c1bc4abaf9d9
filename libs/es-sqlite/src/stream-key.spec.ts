import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { collect, someEvent } from '@motcua/es/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqliteEventStore } from './sqlite-event-store.ts';
import { streamKey } from './stream-key.ts';

test('a key is a whole number that SQLite and JavaScript both hold, and never changes: it is stored', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => Number.isSafeInteger(streamKey(name)) && streamKey(name) >= 0));
  expect(['', 'dossier-1', 'codebook-H53_10_2-261123'].map(streamKey)).toStrictEqual([
    3_338_908_027_751_811, 2_855_693_149_837_645, 4_973_588_370_418_060,
  ]);
});

test('two streams with one key stay two streams', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
  const file = join(folder, 'events.sqlite');
  await (await sqliteEventStore({ file })).close();
  const database = new DatabaseSync(file);
  database.prepare('INSERT INTO streams (key, name) VALUES (?, ?)').run(streamKey('note-2'), 'note-1');
  database.close();
  const store = await sqliteEventStore({ file });
  expect(await store.append('note-2', [someEvent('a')], 'absent')).toMatchObject({ revision: 0 });
  expect((await collect(store.read('note-2'))).map(({ stream }) => stream)).toStrictEqual(['note-2']);
  expect(await store.append('note-2', [someEvent('b')], 0)).toMatchObject({ revision: 1 });
  await store.close();
  rmSync(folder, { recursive: true });
});
