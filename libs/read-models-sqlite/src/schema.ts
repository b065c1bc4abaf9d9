import type { CollectionDeclaration } from '@motcua/read-models';

/** Where the layout of the file changes, everything in it is thrown away and filled again. */
export const schemaVersion = 1;

export const metaSchema = `
  CREATE TABLE collections (name TEXT NOT NULL, version INTEGER NOT NULL, columns TEXT NOT NULL, PRIMARY KEY (name, version)) STRICT;
  CREATE TABLE active (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
  CREATE TABLE checkpoints (collection TEXT NOT NULL, source TEXT NOT NULL, epoch TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (collection, source)) STRICT;
`;

/** `tracking-status`, 2000 → `tracking-status-v2000`: table names are identifiers, not values, so nothing but this enters them. */
export const collectionName = (name: string, version: number): string => {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name) || !Number.isSafeInteger(version) || version < 0)
    throw new TypeError(`not a name of a collection: ${name}`);
  return `${name}-v${version}`;
};
export const tableOf = (name: string, version: number): string => `"d:${collectionName(name, version)}"`;

/** The keys that some index has, each once. */
export const columnsOf = ({ indexes }: CollectionDeclaration): readonly string[] => {
  const keys = [...new Set(Object.values(indexes).flatMap(({ keys }) => keys))];
  for (const key of keys) if (!/^[A-Za-z][A-Za-z0-9]{0,40}$/.test(key)) throw new TypeError(`not a name of a key: ${key}`);
  return keys;
};
export const columnOf = (key: string): string => `"k:${key}"`;

/** A rowid table: rows of some kilobytes would make every page of a WITHOUT ROWID tree hold two of them. Key columns take what they are given. */
export const createStatements = (declaration: CollectionDeclaration): readonly string[] => {
  const { name, version, indexes } = declaration;
  const table = tableOf(name, version);
  const keys = columnsOf(declaration).map((key) => `, ${columnOf(key)}`);
  const created = `CREATE TABLE ${table} (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, rendered TEXT, progress TEXT, others TEXT${keys.join('')})`;
  const indexed = Object.entries(indexes).map(([index, { keys: of }]) => {
    const columns = of.map(columnOf);
    // Most documents have no value for most single keys (a code, a place among the parked): these need no entry.
    const [only] = columns;
    const where = columns.length === 1 && only !== undefined ? ` WHERE ${only} IS NOT NULL` : '';
    return `CREATE INDEX "i:${collectionName(name, version)}:${index}" ON ${table} (${[...columns, 'id'].join(', ')})${where}`;
  });
  return [created, ...indexed];
};

export const dropStatement = (table: string): string => `DROP TABLE IF EXISTS ${table}`;
