import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ReadModels, ReadModelsUnavailable } from '@motcua/read-models';
import type { WrittenIn } from '@motcua/sqlite';
import { sqliteCollection } from './collection.ts';
import { collectionName, columnsOf, createStatements, tableOf } from './schema.ts';
import { openWriter } from './writer.ts';

export interface SqliteReadModelsOptions {
  /** Created where it is not there, with its folder. Never backed up: whoever deletes it has it filled again. */
  readonly file: string;
  /** Where it is written; default: in a thread of its own. */
  readonly writtenIn?: WrittenIn;
  /**
   * Somebody waits for what is written to be there: a thread of its own (10 MB) moves the log into the file, for which the writer would stand still otherwise,
   * 10 to 17 ms every 2,000 pages.
   */
  readonly awaited?: boolean;
}

const openReader = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 200 });
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cache_size = -1024; PRAGMA mmap_size = 268435456');
  return database;
};

/** Collections that another thread fills, for looking up here. The file and the collections must be there. */
export const sqliteLookups = ({ file }: Pick<SqliteReadModelsOptions, 'file'>): Pick<ReadModels, 'open' | 'close'> => {
  const database = openReader(file);
  const refused = () => Promise.reject(new ReadModelsUnavailable('opened for looking up only'));
  return {
    open: async (declaration) => sqliteCollection(declaration, database, { send: refused, close: refused }),
    close: async () => database.close(),
  };
};

/** Read models in one SQLite file, one table per filling of a collection. */
export const sqliteReadModels = async ({ file, writtenIn = 'thread', awaited = false }: SqliteReadModelsOptions): Promise<ReadModels> => {
  mkdirSync(dirname(file), { recursive: true });
  const writer = await openWriter({ file, awaited }, writtenIn);
  const database = openReader(file);
  let closed = false;

  const all = (sql: string, ...values: readonly string[]): readonly Record<string, unknown>[] => {
    if (closed) throw new ReadModelsUnavailable('the read database is closed');
    return database.prepare(sql).all(...values);
  };
  /** A filling whose indexes are other ones than declared was made by other code under the same version: thrown away. */
  const dropStrange = async (name: string, version: number, columns: readonly string[]): Promise<void> => {
    const found = all('SELECT columns FROM collections WHERE name = ? AND version = ?', name, String(version))[0];
    if (found && found.columns !== JSON.stringify(columns)) await drop(name, version);
  };
  const drop = async (name: string, version: number): Promise<void> => {
    await writer.send({ kind: 'drop', name, version, table: tableOf(name, version), collection: collectionName(name, version) });
  };

  return {
    open: async (declaration) => {
      const { name, version } = declaration;
      const columns = columnsOf(declaration);
      await dropStrange(name, version, columns);
      await writer.send({ kind: 'create', collection: { name, version, columns }, statements: createStatements(declaration) });
      return sqliteCollection(declaration, database, writer);
    },
    list: async () =>
      all('SELECT name, version FROM collections ORDER BY name, version').map(({ name, version }) => ({
        name: String(name),
        version: Number(version),
      })),
    active: async (name) => {
      const version = all('SELECT version FROM active WHERE name = ?', name)[0]?.version;
      return typeof version === 'number' ? version : undefined;
    },
    activate: async (name, version) => {
      await writer.send({ kind: 'activate', name, version });
    },
    drop,
    close: async () => {
      if (closed) return;
      closed = true;
      // The reader first: the writer, closing last, empties the WAL and takes it away.
      database.close();
      await writer.close();
    },
  };
};
