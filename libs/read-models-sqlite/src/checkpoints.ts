import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogPosition, ReactorCheckpoints } from '@motcua/bus';
import type { StreamsSeen } from '@motcua/es';
import { openSqlite } from '@motcua/sqlite';

export interface SqliteCheckpoints extends ReactorCheckpoints {
  close(): void;
}

const layOut = `
  CREATE TABLE IF NOT EXISTS reactors (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS streams_seen (prefixes TEXT PRIMARY KEY, epoch TEXT NOT NULL, position INTEGER NOT NULL, streams TEXT NOT NULL) STRICT;
`;

/**
 * How far each reactor has come, and which streams were seen, in a small file. Saved about once a second, unsynced: an older checkpoint only makes a reactor
 * hear again what it has handled, which it must bear anyway.
 */
export const sqliteCheckpoints = (file: string): SqliteCheckpoints => {
  mkdirSync(dirname(file), { recursive: true });
  const database = openSqlite(file, {
    timeoutMs: 1_000,
    settings: 'PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF',
    layOut: (fresh) => fresh.exec(layOut),
  });
  const find = database.prepare('SELECT epoch, position FROM reactors WHERE name = ?');
  const put = database.prepare(
    'INSERT INTO reactors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position',
  );
  const findSeen = database.prepare('SELECT epoch, position, streams FROM streams_seen WHERE prefixes = ?');
  const putSeen = database.prepare(
    'INSERT INTO streams_seen VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position, streams = excluded.streams',
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
    streams: {
      load: async (prefixes) => {
        const row = findSeen.get(prefixes);
        if (!row) return undefined;
        const names = JSON.parse(String(row.streams)) as string[];
        return { epoch: String(row.epoch), position: Number(row.position), names } satisfies StreamsSeen;
      },
      save: async (prefixes, { epoch, position, names }) => {
        putSeen.run(prefixes, epoch, position, JSON.stringify(names));
      },
    },
    close() {
      if (closed) return;
      closed = true;
      database.close();
    },
  };
};
