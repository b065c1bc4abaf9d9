import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type Batch,
  type Checkpoints,
  type Collection,
  type CollectionDeclaration,
  cursorOf,
  type KeyValue,
  planFind,
  ReadModelsUnavailable,
} from '@motcua/read-models';
import { boundLimit } from '@motcua/sqlite';
import { findQuery } from './find-sql.ts';
import type { ApplyRequest } from './messages.ts';
import { collectionName, columnOf, columnsOf, tableOf } from './schema.ts';
import { documentOf, otherKeys, type Row, rowColumns } from './stored-row.ts';
import type { Writer } from './writer.ts';

/** Statements made for finds that are kept; the shapes of finds are few. */
const maxStatements = 64;

/** Reads run on the caller's thread, by prepared statements; writes go to the writer. */
export const sqliteCollection = (declaration: CollectionDeclaration, database: DatabaseSync, writer: Writer): Collection => {
  const { name, version, indexes } = declaration;
  const columns = columnsOf(declaration);
  const table = tableOf(name, version);
  const collection = collectionName(name, version);
  const toDocument = documentOf(columns);
  const select = `SELECT ${[...rowColumns, ...columns.map(columnOf)].join(', ')} FROM ${table}`;
  const statements = new Map<string, StatementSync>();

  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= maxStatements) statements.clear();
    const made = database.prepare(sql);
    made.setReturnArrays(true);
    statements.set(sql, made);
    return made;
  };
  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw new ReadModelsUnavailable('the read database cannot read', { cause: error });
    }
  };
  const rows = (sql: string, ...values: readonly KeyValue[]): readonly Row[] =>
    reading(() => prepared(sql).all(...values) as unknown as readonly Row[]);
  const row = (sql: string, value: KeyValue): Row | undefined => reading(() => prepared(sql).get(value) as unknown as Row | undefined);

  const byId = `${select} WHERE id = ?`;
  const unique = new Map(
    Object.entries(indexes).flatMap(([index, { keys }]) => (keys[0] ? [[index, `${select} WHERE ${columnOf(keys[0])} = ? LIMIT 1`]] : [])),
  );

  return {
    declaration,
    get: async (id) => {
      const found = row(byId, id);
      return found && toDocument(found);
    },
    getMany: async (ids) =>
      new Map(
        rows(`${select} WHERE id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids))
          .map(toDocument)
          .map((document) => [document.id, document]),
      ),
    findOne: async (index, value) => {
      const sql = unique.get(index);
      if (sql === undefined) throw new TypeError(`${name} has no index ${index}`);
      const found = value === null ? undefined : row(sql, value);
      return found && toDocument(found);
    },
    find: async (options) => {
      const plan = planFind(declaration, options);
      const { sql, values } = findQuery(select, plan);
      const found = rows(sql, ...values);
      const items = found.slice(0, plan.limit).map(toDocument);
      const last = items.at(-1);
      if (!last || found.length <= plan.limit) return { items };
      const { keys } = last;
      return { items, next: cursorOf({ values: plan.order.map((key) => keys[key] ?? null), id: last.id }) };
    },
    scan: async ({ after, limit }) => rows(`${select} WHERE id > ? ORDER BY id ${boundLimit}`, after ?? '', limit).map(toDocument),
    checkpoints: async () =>
      Object.fromEntries(
        rows('SELECT source, epoch, position FROM checkpoints WHERE collection = ?', collection).map(([source, epoch, position]) => [
          source,
          { epoch, position },
        ]),
      ) as Checkpoints,
    apply: (batch) => writer.send({ kind: 'apply', request: requestOf(batch, columns, table, collection) }),
    count: async () => Number(rows(`SELECT count(*) FROM ${table}`)[0]?.[0] ?? 0),
  };
};

const requestOf = (batch: Batch, columns: readonly string[], table: string, collection: string): ApplyRequest => {
  const { upserts, deletes, checkpoints, expected } = batch;
  return {
    table,
    collection,
    columns,
    ids: upserts.map(({ id }) => id),
    states: upserts.map(({ state }) => state),
    rendered: upserts.map(({ rendered }) => rendered ?? null),
    progress: upserts.map(({ progress }) => progress ?? null),
    others: upserts.map((document) => otherKeys(document, columns)),
    keys: upserts.flatMap(({ keys }) => columns.map((key) => keys[key] ?? null)),
    deletes,
    checkpoints,
    expected,
  };
};
