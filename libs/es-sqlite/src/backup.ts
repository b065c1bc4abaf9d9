import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { epochOf, firstValue, mintEpoch } from './schema.ts';

/** All pages in one step: a consistent moment, though others go on writing (between two steps they would make it start again). */
const allPages = 2 ** 31 - 1;

const sync = (path: string): void => {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Copies a store, open or not, by SQLite's backup API. `to` appears whole, checked and synced, or not at all; one that is there is replaced. */
export const backupEventStore = async (
  file: string,
  to: string,
): Promise<{ readonly pages: number; readonly epoch: string; readonly head: number }> => {
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { force: true });
  const source = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  try {
    const pages = await backup(source, unfinished, { rate: allPages });
    const copy = new DatabaseSync(unfinished);
    try {
      // Out of WAL mode, so that the copy is one file.
      copy.exec('PRAGMA journal_mode = DELETE');
      const verdict = firstValue(copy, 'PRAGMA quick_check(1)');
      if (verdict !== 'ok') throw new Error(`the backup is damaged: ${String(verdict)}`);
      const answer = { pages, epoch: epochOf(copy), head: Number(firstValue(copy, 'SELECT coalesce(max(position), 0) FROM events')) };
      copy.close();
      sync(unfinished);
      renameSync(unfinished, to);
      sync(dirname(to));
      return answer;
    } finally {
      if (copy.isOpen) copy.close();
    }
  } finally {
    source.close();
    rmSync(unfinished, { force: true });
  }
};

/** After a restore or a migration: positions told before compare with nothing any more. On a store that nobody has open. Answers the new epoch. */
export const newEpoch = (file: string): string => {
  const database = new DatabaseSync(file, { timeout: 2_000 });
  try {
    database.exec('PRAGMA synchronous = FULL');
    epochOf(database);
    return mintEpoch(database);
  } finally {
    database.close();
  }
};
