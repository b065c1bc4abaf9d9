import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogPosition, ReactorCheckpoints } from '@motcua/bus';
import { openSqlite } from '@motcua/sqlite';

export interface SqliteCheckpoints extends ReactorCheckpoints {
  close(): void;
}

/**
 * How far each reactor has come, in a small file. Saved about once a second, unsynced: an older checkpoint only makes a reactor
 * hear again what it has handled, which it must bear anyway.
 */
export const sqliteCheckpoints = (file: string): SqliteCheckpoints => {
  mkdirSync(dirname(file), { recursive: true });
  const database = openSqlite(file, {
    timeoutMs: 1_000,
    settings: 'PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF',
    layOut: (fresh) =>
      fresh.exec('CREATE TABLE IF NOT EXISTS reactors (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, position INTEGER NOT NULL) STRICT'),
  });
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
