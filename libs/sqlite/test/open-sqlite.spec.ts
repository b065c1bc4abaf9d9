import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../src/index.ts';

let folder: string;
let processes: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-sqlite-'));
  processes = [];
});
afterEach(async () => {
  for (const child of processes) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  rmSync(folder, { recursive: true });
});

const answerOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'message'))[0];
const startProcess = async (): Promise<ChildProcess> => {
  const child = fork(fileURLToPath(new URL('./opening-process.ts', import.meta.url)), { execArgv: ['--no-warnings'] });
  processes.push(child);
  expect(await answerOf(child)).toBe('ready');
  return child;
};

test('processes that open the same new file at the same moment find it laid out once, a hundred times over', async () => {
  const openers = await Promise.all(Array.from({ length: 4 }, startProcess));
  for (let round = 0; round < 100; round += 1) {
    const file = join(folder, `${round}.db`);
    const answers = openers.map(answerOf);
    for (const opener of openers) opener.send(file);
    expect(await Promise.all(answers)).toEqual([1, 1, 1, 1]);
  }
});

test('the file is in WAL mode, and what a layout has begun is not left half done', () => {
  const file = join(folder, 'half.db');
  const layOut = (database: DatabaseSync): void => {
    database.exec('CREATE TABLE half (a) STRICT');
  };
  expect(() => openSqlite(file, { timeoutMs: 100, settings: '', layOut })).toThrow('missing datatype');
  const database = openSqlite(file, { timeoutMs: 100, settings: 'PRAGMA synchronous = FULL', layOut: () => undefined });
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  expect(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()).toEqual({ n: 0 });
  database.close();
});

test('a file that is none is refused at once', () => {
  const file = join(folder, 'other.db');
  writeFileSync(file, 'something else, and long enough to be read as a header of a file'.repeat(50));
  expect(() => openSqlite(file, { timeoutMs: 100, settings: '', layOut: () => undefined })).toThrow('not a database');
});
