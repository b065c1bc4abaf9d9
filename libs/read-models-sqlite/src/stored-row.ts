import type { KeyValue, StoredDocument } from '@motcua/read-models';

/** What every query selects, before the key columns. */
export const rowColumns = ['id', 'state', 'rendered', 'progress', 'others'] as const;
export type Row = readonly (string | number | null)[];

export const documentOf =
  (columns: readonly string[]) =>
  (row: Row): StoredDocument => {
    const [id, state, rendered, progress, others] = row as readonly [string, string, string | null, string | null, string | null];
    const keys: Record<string, KeyValue> = others === null ? {} : JSON.parse(others);
    for (let index = 0; index < columns.length; index += 1) {
      const value = row[rowColumns.length + index] ?? null;
      if (value !== null) keys[columns[index] ?? ''] = value;
    }
    return { id, state, keys, ...(rendered === null ? {} : { rendered }), ...(progress === null ? {} : { progress }) };
  };

/** Keys of no index travel as JSON. */
export const otherKeys = ({ keys }: StoredDocument, columns: readonly string[]): string | null => {
  const others = Object.entries(keys).filter(([key, value]) => value !== null && !columns.includes(key));
  return others.length === 0 ? null : JSON.stringify(Object.fromEntries(others));
};
