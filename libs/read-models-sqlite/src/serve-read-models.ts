import type { DatabaseSync } from 'node:sqlite';
import { type Checkpointer, checkpointer, inTransaction, openSqlite, type WriterPort } from '@motcua/sqlite';
import { applier } from './apply.ts';
import type { FromWriter, ToWriter, Work } from './messages.ts';
import { dropStatement, metaSchema, schemaVersion } from './schema.ts';

type Port = WriterPort<ToWriter, FromWriter>;

/** A layout of another version is of no use: nothing here is the truth. */
const emptied = (database: DatabaseSync): void => {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  for (const { name } of tables) database.exec(dropStatement(`"${String(name)}"`));
};

/**
 * NORMAL: after a power cut the last transactions may be missing, whole. Documents and checkpoint are one transaction, so the projection
 * just folds from the older checkpoint again; a kill of the process loses nothing.
 * `secure_delete`: names stand here in clear; what an erasure takes out of a document must not stay behind in a free corner of its page.
 */
const settings = `PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -1024;
  PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 2000; PRAGMA secure_delete = ON`;
/** Beside a checkpointer, the writer's own checkpoints are only for where that one does not answer. And who is waited for shall not wait for pages. */
const awaitedSettings = 'PRAGMA wal_autocheckpoint = 20000; PRAGMA cache_size = -6144';

const openDatabase = (file: string): DatabaseSync =>
  openSqlite(file, {
    timeoutMs: 1_500,
    settings,
    layOut: (database) => {
      if (Object.values(database.prepare('PRAGMA user_version').get() ?? {})[0] === schemaVersion) return;
      emptied(database);
      database.exec(`${metaSchema} PRAGMA user_version = ${schemaVersion}`);
    },
  });

/** The log keeps what was replaced until its frames are written over; after this time it is emptied. */
const oldFramesMs = 10_000;

/** Called at each write: empties the log at most `oldFramesMs` later, however busy or idle the file is. */
const logEmptier = (database: DatabaseSync, checkpoints: Checkpointer) => {
  let timer: NodeJS.Timeout | undefined;
  const empty = (): void => {
    timer = undefined;
    try {
      if (database.isOpen && database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy !== 0) plan();
    } catch {
      // A full disk, say: the writes themselves report it.
      plan();
    }
  };
  const plan = (): void => {
    timer ??= setTimeout(() => checkpoints.afterNext(empty), oldFramesMs).unref();
  };
  return { plan, end: () => clearTimeout(timer) };
};

/** The writer checkpoints by itself, at the end of a transaction now and then. */
const noCheckpointer: Checkpointer = { written: () => undefined, afterNext: (work) => work(), close: async () => undefined };

const openCheckpointer = (file: string, database: DatabaseSync): Checkpointer => {
  database.exec(awaitedSettings);
  return checkpointer(file, database);
};

const serve = (database: DatabaseSync, checkpoints: Checkpointer, port: Port): void => {
  const tell = (message: FromWriter): void => port.postMessage(message);
  const { apply, forget } = applier(database);
  const emptier = logEmptier(database, checkpoints);
  const doWork = (work: Exclude<Work, { kind: 'close' }>): boolean => {
    switch (work.kind) {
      case 'apply':
        return apply(work.request);
      case 'create':
        inTransaction(database, () => {
          const { name, version, columns } = work.collection;
          const known = database.prepare('SELECT 1 FROM collections WHERE name = ? AND version = ?').get(name, version);
          if (known) return;
          for (const statement of work.statements) database.exec(statement);
          database.prepare('INSERT INTO collections VALUES (?, ?, ?)').run(name, version, JSON.stringify(columns));
        });
        return true;
      case 'activate':
        database
          .prepare('INSERT INTO active VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version')
          .run(work.name, work.version);
        return true;
      case 'drop':
        forget(work.table);
        inTransaction(database, () => {
          database.exec(dropStatement(work.table));
          for (const table of ['collections', 'active'])
            database.prepare(`DELETE FROM ${table} WHERE name = ? AND version = ?`).run(work.name, work.version);
          database.prepare('DELETE FROM checkpoints WHERE collection = ?').run(work.collection);
        });
        return true;
    }
  };
  const close = async (id: number): Promise<void> => {
    emptier.end();
    await checkpoints.close();
    database.close();
    tell({ id, done: true });
    port.close();
  };
  port.on('message', ({ id, ...work }: ToWriter) => {
    if (work.kind === 'close') return void close(id);
    try {
      tell({ id, done: doWork(work) });
      emptier.plan();
      checkpoints.written();
    } catch (error) {
      tell({ id, failed: error instanceof Error ? error.message : String(error) });
    }
  });
};

/** What a writer is started with. */
export interface ServedFile {
  readonly file: string;
  /** See `SqliteReadModelsOptions`. */
  readonly awaited: boolean;
}

/** Opens the file and does the work it is told to, in order, until it is told to close. Says first whether it opened. */
export const serveReadModels = ({ file, awaited }: ServedFile, port: Port): void => {
  try {
    const database = openDatabase(file);
    serve(database, awaited ? openCheckpointer(file, database) : noCheckpointer, port);
    port.postMessage({ ready: true });
  } catch (error) {
    port.postMessage({ refused: error instanceof Error ? error.message : String(error) });
  }
};
