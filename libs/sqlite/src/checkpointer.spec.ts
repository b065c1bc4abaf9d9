import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkpointer } from './checkpointer.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-checkpointer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const megabyte = 1024 * 1024;
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A file whose writer never checkpoints by itself, and what writes so many bytes into it, in a transaction. */
const writerOf = (file: string, bytes = megabyte) => {
  const database = new DatabaseSync(file);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, text TEXT)',
  );
  const insert = database.prepare('INSERT INTO t (n, text) VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text');
  let times = 0;
  /** Never the same: what a page holds already is not written again. */
  const write = (n: number): void => {
    times += 1;
    insert.run(n, String(times).repeat(bytes / String(times).length));
  };
  return { database, write };
};

test('what was written reaches the file while the writer does something else', async () => {
  const file = join(folder, 'a.db');
  const { database, write } = writerOf(file);
  const checkpoints = checkpointer(file, database);
  write(1);
  expect(sizeOf(file)).toBeLessThan(megabyte);
  checkpoints.written();
  await vi.waitFor(() => expect(sizeOf(file)).toBeGreaterThan(megabyte), { timeout: 10_000 });
  await checkpoints.close();
  database.close();
});

test('beside a writer that never rests the log is begun anew', { timeout: 60_000 }, async () => {
  const file = join(folder, 'b.db');
  const { database, write } = writerOf(file, 16 * 1024);
  const checkpoints = checkpointer(file, database, 20);
  let [longest, written] = [0, 0];
  const until = performance.now() + 5_000;
  // Transaction upon transaction: while the other thread copies and syncs, there is always another one. Until it is clear that the log is shorter than what went through it.
  while (written < longest + 100 * megabyte && performance.now() < until) {
    for (let n = 0; n < 64; n += 1) write(n);
    written += megabyte;
    checkpoints.written();
    longest = Math.max(longest, sizeOf(`${file}-wal`));
    await turn();
  }
  expect(written).toBeGreaterThanOrEqual(longest + 100 * megabyte);
  await checkpoints.close();
  database.close();
});

test('what is to be done after a checkpoint finds the log in the file, whether or not its thread is there', async () => {
  for (const place of [folder, join(folder, 'nowhere')]) {
    const { database, write } = writerOf(join(folder, 'e.db'));
    const checkpoints = checkpointer(join(place, 'e.db'), database, 20);
    write(1);
    const found = await new Promise((resolve) =>
      checkpoints.afterNext(() => resolve(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get())),
    );
    expect(found).toMatchObject({ busy: 0 });
    expect(sizeOf(join(folder, 'e.db-wal'))).toBe(0);
    await checkpoints.close();
    database.close();
  }
});

test('where its thread has gone, the writer checkpoints by itself', async () => {
  const { database, write } = writerOf(join(folder, 'f.db'));
  const checkpoints = checkpointer(join(folder, 'nowhere', 'f.db'), database, 20);
  checkpoints.written();
  await new Promise<void>((resolve) => checkpoints.afterNext(resolve));
  expect(database.prepare('PRAGMA wal_autocheckpoint').get()).toEqual({ wal_autocheckpoint: 2_000 });
  for (let n = 0; n < 10; n += 1) write(n);
  expect(sizeOf(join(folder, 'f.db'))).toBeGreaterThan(8 * megabyte);
  await checkpoints.close();
  database.close();
});

test('closed before the writer, it leaves no log behind', async () => {
  const file = join(folder, 'c.db');
  const { database, write } = writerOf(file);
  const checkpoints = checkpointer(file, database);
  write(1);
  checkpoints.written();
  await checkpoints.close();
  expect(existsSync(`${file}-wal`)).toBe(true);
  database.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(sizeOf(file)).toBeGreaterThan(megabyte);
});

test('where its thread cannot open the file, the writer goes on without it', async () => {
  const { database, write } = writerOf(join(folder, 'd.db'));
  const checkpoints = checkpointer(join(folder, 'nowhere', 'd.db'), database);
  write(1);
  checkpoints.written();
  await checkpoints.close();
  write(2);
  expect(database.prepare('SELECT count(*) AS n FROM t').get()?.['n']).toBe(2);
  database.close();
});
