import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { Seal, type StoreSeal } from '@motcua/es';
import { inTransaction } from '@motcua/sqlite';
import { firstValue, mintEpoch, prepareSchema, refuseForeign, settleWriter } from './schema.ts';

/** How long a running service's transaction is waited for. */
const patienceMs = 5_000;

/** In the schema itself: connections that were open before meet it at their next insert, whichever process has them. */
const closed = `CREATE TRIGGER sealed BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'the store is sealed: its events move to another one'); END`;

/** Leaving WAL mode is possible only where nobody else has the file open. */
const refuseWhereOpen = (database: DatabaseSync, file: string): void => {
  let mode: unknown;
  try {
    mode = firstValue(database, 'PRAGMA journal_mode = DELETE');
  } catch {
    mode = 'locked';
  }
  if (mode !== 'delete') throw new Error(`${file} is open in another process`);
};

/** Undefined too in a file that is no event store: whoever opens it will hear. */
const sealTextIn = (database: DatabaseSync): string | undefined => {
  if (firstValue(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'") === 0) return undefined;
  const text = firstValue(database, "SELECT value FROM meta WHERE key = 'seal'");
  return text === undefined ? undefined : String(text);
};

/** The seal of the event store in a file. Nothing of it is kept open between two calls. */
export const sqliteSeal = (file: string): StoreSeal => {
  const opened = <T>(work: (database: DatabaseSync) => T, options: DatabaseSyncOptions = {}): T => {
    const database = new DatabaseSync(file, { timeout: patienceMs, ...options });
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const write = (seal: Seal | undefined, more: (database: DatabaseSync) => void = () => undefined): void =>
    opened((database) => {
      refuseForeign(database);
      if (seal?.state === 'filling') refuseWhereOpen(database, file);
      settleWriter(database);
      prepareSchema(database);
      inTransaction(database, () => {
        database.exec("DROP TRIGGER IF EXISTS sealed; DELETE FROM meta WHERE key = 'seal'");
        if (seal !== undefined) database.prepare("INSERT INTO meta (key, value) VALUES ('seal', ?)").run(JSON.stringify(seal));
        if (seal !== undefined && seal.state !== 'filling') database.exec(closed);
        more(database);
      });
    });

  return {
    read: async () => {
      if (!existsSync(file)) return 'absent';
      const text = opened(sealTextIn, { readOnly: true });
      return text === undefined ? 'none' : Seal.parse(JSON.parse(text));
    },
    set: async (seal) => {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      write(seal);
    },
    lift: async (epoch) => write(undefined, (database) => epoch === 'new' && mintEpoch(database)),
  };
};
