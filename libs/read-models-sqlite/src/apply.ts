import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ApplyRequest } from './messages.ts';

interface Present {
  readonly source: string;
  readonly epoch: string;
  readonly position: number;
}

/** Documents and checkpoints in one transaction; false where the checkpoints stand elsewhere than expected. */
export const applier = (database: DatabaseSync) => {
  const present = database.prepare('SELECT source, epoch, position FROM checkpoints WHERE collection = ?');
  const advance = database.prepare(
    'INSERT INTO checkpoints (collection, source, epoch, position) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position',
  );
  const statements = new Map<string, { upsert: StatementSync; remove: StatementSync }>();

  const statementsOf = ({ table, columns }: ApplyRequest) => {
    const known = statements.get(table);
    if (known) return known;
    const names = ['id', 'state', 'rendered', 'progress', 'others', ...columns.map((key) => `"k:${key}"`)];
    const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
    const made = {
      upsert: database.prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')}`,
      ),
      remove: database.prepare(`DELETE FROM ${table} WHERE id = ?`),
    };
    statements.set(table, made);
    return made;
  };
  const standsAt = ({ collection, expected }: ApplyRequest): boolean => {
    const rows = present.all(collection) as unknown as readonly Present[];
    const wanted = expected as Readonly<Record<string, { epoch: string; position: number } | undefined>>;
    if (rows.length !== Object.keys(expected).length) return false;
    return rows.every(({ source, epoch, position }) => wanted[source]?.epoch === epoch && wanted[source]?.position === position);
  };
  const write = (request: ApplyRequest): void => {
    const { collection, columns, ids, states, rendered, progress, others, keys, deletes, checkpoints } = request;
    const { upsert, remove } = statementsOf(request);
    for (const [row, id] of ids.entries()) {
      const own = keys.slice(row * columns.length, (row + 1) * columns.length);
      upsert.run(id, states[row] ?? '', rendered[row] ?? null, progress[row] ?? null, others[row] ?? null, ...own);
    }
    for (const id of deletes) remove.run(id);
    for (const [source, { epoch, position }] of Object.entries(checkpoints)) advance.run(collection, source, epoch, position);
  };

  return {
    apply(request: ApplyRequest): boolean {
      database.exec('BEGIN IMMEDIATE');
      try {
        const fits = standsAt(request);
        if (fits) write(request);
        database.exec(fits ? 'COMMIT' : 'ROLLBACK');
        return fits;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    /** Its table is going away. */
    forget: (table: string): void => void statements.delete(table),
  };
};
