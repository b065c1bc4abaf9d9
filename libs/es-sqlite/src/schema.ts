import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '@motcua/sqlite';

/** `MCes` in ASCII: the file is an event store of ours. */
const applicationId = 0x4d_43_65_73;
const schemaVersion = 1;

/**
 * Streams are numbered, so that the index of revisions stays narrow and new streams grow at its end instead of all over it; names are found by `streamKey`.
 * `position` is the rowid, given out by the one transaction that may write: contiguous, and in commit order.
 */
const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE streams (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, name TEXT NOT NULL) STRICT;
  CREATE INDEX streams_by_key ON streams (key);
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams (id),
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    hash TEXT NOT NULL,
    previous TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

/** One value of a pragma or of a query with one column. */
export const firstValue = (database: DatabaseSync, sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];

/** Sets a pragma and refuses to go on where it does not read back: durability is checked, not hoped for. */
const settle = (database: DatabaseSync, pragma: string, value: string | number, readBack: unknown = value): void => {
  database.exec(`PRAGMA ${pragma} = ${value}`);
  const actual = firstValue(database, `PRAGMA ${pragma}`);
  if (actual !== readBack) throw new Error(`SQLite keeps ${pragma} at ${String(actual)}, not ${String(readBack)}`);
};

/** The settings of the one connection that writes. Busy time-outs are short, since waiting is done without blocking the thread. */
export const settleWriter = (database: DatabaseSync): void => {
  settle(database, 'busy_timeout', 20);
  settle(database, 'journal_mode', 'WAL', 'wal');
  settle(database, 'synchronous', 'FULL', 2);
  settle(database, 'foreign_keys', 'ON', 1);
  settle(database, 'trusted_schema', 'OFF', 0);
  settle(database, 'wal_autocheckpoint', 0);
  settle(database, 'journal_size_limit', 64 * 1024 * 1024);
  settle(database, 'cache_size', -1_024);
};

const isEmpty = (database: DatabaseSync): boolean => firstValue(database, 'SELECT count(*) FROM sqlite_schema') === 0;

/** Refuses a file of another kind or of a newer schema; an empty one is to be laid out. To be asked before anything of it is changed. */
export const refuseForeign = (database: DatabaseSync): void => {
  // The tables first: whoever lays the file out meanwhile writes kind and version with them.
  if (isEmpty(database)) return;
  const [kind, version] = ['PRAGMA application_id', 'PRAGMA user_version'].map((sql) => firstValue(database, sql));
  if (kind !== applicationId || version !== schemaVersion) throw new Error('the file is not an event store of this version');
};

const metaOf = (database: DatabaseSync, key: 'epoch' | 'namespace'): string | undefined => {
  const value = database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.value;
  return typeof value === 'string' ? value : undefined;
};
const addMeta = (database: DatabaseSync, key: 'epoch' | 'namespace', value: string): void =>
  void database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(key, value);

/** A store belongs to the first who opens it under a name; tools open it without one. */
const claim = (database: DatabaseSync, namespace: string): void => {
  const owner = metaOf(database, 'namespace');
  if (owner === undefined) addMeta(database, 'namespace', namespace);
  else if (owner !== namespace) throw new Error(`the file holds the events of ${owner}, not those of ${namespace}`);
};

/** Creates the tables in an empty file. Refuses a file of another kind, of a newer schema, or of another namespace. Answers the epoch. */
export const prepareSchema = (database: DatabaseSync, namespace?: string): string => {
  inTransaction(database, () => {
    refuseForeign(database);
    if (isEmpty(database)) {
      database.exec(schema);
      addMeta(database, 'epoch', randomUUID());
    }
    if (namespace !== undefined) claim(database, namespace);
  });
  return epochOf(database);
};

export const epochOf = (database: DatabaseSync): string => {
  const epoch = metaOf(database, 'epoch');
  if (epoch === undefined) throw new Error('the event store has no epoch');
  return epoch;
};

/** Positions given out so far mean nothing any more: say so to all who kept one. */
export const mintEpoch = (database: DatabaseSync): string => {
  const epoch = randomUUID();
  database.prepare("UPDATE meta SET value = ? WHERE key = 'epoch'").run(epoch);
  return epoch;
};
