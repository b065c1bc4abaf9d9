import { randomUUID } from 'node:crypto';
import { appendFileSync, chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newDataKey } from '@motcua/sealing';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openErasureLedger } from './erasure-ledger.ts';
import { KeyDestroyed, type Keys } from './keys.ts';
import { openMasterKey } from './master-key.ts';
import { sqliteKeyArchive } from './sqlite-key-archive.ts';
import { sqliteKeys } from './sqlite-keys.ts';
import { keyArchiveContract, keysContract } from './testing/index.ts';

const root = mkdtempSync(join(tmpdir(), 'motcua-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (): string => mkdtempSync(join(root, 'k-'));
const master = newDataKey();
const open = async (dir: string, masterKey = master): Promise<Keys> => {
  const keys = await sqliteKeys({ file: join(dir, 'keys.sqlite'), ledger: join(dir, 'erasures.jsonl'), masterKey });
  onTestFinished(() => keys.close());
  return keys;
};

keysContract('sqliteKeys', () => sqliteKeys({ file: join(folder(), 'keys.sqlite'), ledger: join(folder(), 'l'), masterKey: master }));
keyArchiveContract('sqliteKeyArchive', () => {
  const dir = folder();
  const options = { file: join(dir, 'keys.sqlite'), ledger: join(dir, 'erasures.jsonl'), masterKey: master };
  return { keys: () => sqliteKeys(options), archive: async () => sqliteKeyArchive(options.file) };
});

describe('the key file', () => {
  test('keys are there after a restart, wrapped: the file does not hold them in clear', async () => {
    const dir = folder();
    const keys = await open(dir);
    const id = randomUUID();
    const key = Buffer.from(await keys.create(id, 'a'));
    await keys.close();
    expect(readFileSync(join(dir, 'keys.sqlite')).includes(key)).toBe(false);
    const again = await open(dir);
    expect(Buffer.from((await again.keysOf([id])).get(id) ?? []).equals(key)).toBe(true);
  });

  test('another master key is refused before anything is made with it', async () => {
    const dir = folder();
    await (await open(dir)).create(randomUUID(), 'a');
    await expect(open(dir, newDataKey())).rejects.toThrow('the master key is not the one');
  });

  test('after an erasure neither the file nor its log holds the wrapped key', async () => {
    const dir = folder();
    const keys = await open(dir);
    const id = randomUUID();
    await keys.create(id, 'person-a');
    const db = new DatabaseSync(join(dir, 'keys.sqlite'), { readOnly: true });
    const wrapped = Buffer.from(db.prepare('SELECT wrapped FROM keys WHERE id = ?').get(id)?.wrapped as Uint8Array);
    db.close();
    const traces = (): boolean => ['keys.sqlite', 'keys.sqlite-wal'].some((file) => readFileSync(join(dir, file)).includes(wrapped));
    expect(traces()).toBe(true);
    await keys.destroySubject('person-a', new Date());
    expect(traces()).toBe(false);
    expect(statSync(join(dir, 'keys.sqlite-wal')).size).toBe(0);
  });

  test('a restored backup forgets again what was erased after it', async () => {
    const dir = folder();
    const keys = await open(dir);
    const [gone, kept] = [randomUUID(), randomUUID()];
    await Promise.all([keys.create(gone, 'a'), keys.create(kept, 'b')]);
    await sqliteKeyArchive(join(dir, 'copy.sqlite')).restore(sqliteKeyArchive(join(dir, 'keys.sqlite')).rows());
    await keys.destroySubject('a', new Date());
    await keys.close();
    copyFileSync(join(dir, 'copy.sqlite'), join(dir, 'keys.sqlite'));
    const restored = await open(dir);
    expect([...(await restored.keysOf([gone, kept])).keys()]).toEqual([kept]);
    await expect(restored.create(gone, 'a')).rejects.toThrow(KeyDestroyed);
  });

  test('after close everything is refused as unavailable', async () => {
    const keys = await open(folder());
    await keys.close();
    await expect(keys.create(randomUUID(), 'a')).rejects.toThrow('closed');
  });
});

describe('the erasure ledger', () => {
  const entry = { subjectId: 'a', dossiers: ['1'], erasedAt: '2026-11-22T00:00:00.000Z' };
  test('a torn last line is skipped, and what follows it is read', () => {
    const file = join(folder(), 'erasures.jsonl');
    const ledger = openErasureLedger(file);
    ledger.append(entry);
    ledger.close();
    appendFileSync(file, '{"subjectId":"b","doss');
    const again = openErasureLedger(file);
    expect(again.entries()).toEqual([entry]);
    again.append({ ...entry, subjectId: 'c' });
    again.close();
    const third = openErasureLedger(file);
    expect(third.entries().map(({ subjectId }) => subjectId)).toEqual(['a', 'c']);
    third.close();
  });
  test('damage in the middle is said aloud', () => {
    const file = join(folder(), 'erasures.jsonl');
    appendFileSync(file, 'damaged\n{}\n');
    expect(() => openErasureLedger(file)).toThrow('line 1');
  });
});

describe('the master key', () => {
  test('is made once, only for its owner', async () => {
    const file = join(folder(), 'master.key');
    const key = await openMasterKey(file, { create: true });
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await openMasterKey(file, { create: false })).equals(key)).toBe(true);
  });
  test('is refused where others may read it, and not made where it must be there', async () => {
    const file = join(folder(), 'master.key');
    await expect(openMasterKey(file, { create: false })).rejects.toThrow('there is no file of the master key');
    await openMasterKey(file, { create: true });
    chmodSync(file, 0o640);
    await expect(openMasterKey(file, { create: true })).rejects.toThrow('chmod 600');
  });
});
