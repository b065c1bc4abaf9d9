import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LogPosition, ReactorCheckpoints } from '@motcua/bus';

export interface SqliteCheckpoints extends ReactorCheckpoints {
  close(): void;
}

/**
 * How far each reactor has come, in a small file. Saved about once a second, unsynced: an older checkpoint only makes a reactor
 * hear again what it has handled, which it must bear anyway.
 */
export const sqliteCheckpoints = (file: string): SqliteCheckpoints => {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 1_000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF');
  database.exec('CREATE TABLE IF NOT EXISTS reactors (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, position INTEGER NOT NULL) STRICT');
  const find = database.prepare('SELECT epoch, position FROM reactors WHERE name = ?');
  const put = database.prepare(
    'INSERT INTO reactors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position',
  );
  let closed = false;
  return {
    load: async (name) => {
      const row = find.get(name);
      return row ? ({ epoch: String(row.epoch), position: Number(row.position) } satisfies LogPosition) : undefined;
    },
    save: async (name, { epoch, position }) => {
      put.run(name, epoch, position);
    },
    close() {
      if (closed) return;
      closed = true;
      database.close();
    },
  };
};
