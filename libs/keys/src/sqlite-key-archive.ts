import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { ArchivedKey, KeyArchive } from './key-archive.ts';
import { openDatabase } from './key-file.ts';

const pageSize = 500;

type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

const optional = <K extends string, V>(name: K, value: V | null | undefined): Partial<Record<K, V>> =>
  value === null || value === undefined ? {} : ({ [name]: value } as Record<K, V>);

const living = ({ id, subject, wrapped, made }: Row): ArchivedKey => ({
  id: String(id),
  ...(subject === null ? { uploadedAt: new Date(Number(made)).toISOString() } : { subject: String(subject) }),
  wrapped: Buffer.from(wrapped as Uint8Array).toString('base64'),
});

const ended = ({ id, subject, at }: Row): ArchivedKey => ({
  id: String(id),
  ...optional('subject', subject as string | null),
  ...(subject === null ? {} : { erasedAt: new Date(Number(at)).toISOString() }),
});

/** By pages, each a short read of its own: one long one would keep the log from being emptied, and an erasure has to empty it. */
async function* everyRow(file: string): AsyncGenerator<ArchivedKey> {
  if (!existsSync(file)) return;
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const tables = [
      ['SELECT id, subject, wrapped, made FROM keys WHERE id > ? ORDER BY id LIMIT ?', living],
      ['SELECT id, subject, at FROM destroyed WHERE id > ? ORDER BY id LIMIT ?', ended],
    ] as const;
    for (const [sql, toArchived] of tables) {
      const next = db.prepare(sql);
      for (let after = ''; ; ) {
        const page = next.all(after, pageSize) as unknown as Row[];
        for (const row of page) yield toArchived(row);
        if (page.length < pageSize) break;
        after = String(page.at(-1)?.['id']);
      }
    }
  } finally {
    db.close();
  }
}

const writerOf = (db: DatabaseSync): ((row: ArchivedKey) => void) => {
  const isDestroyed = db.prepare('SELECT 1 FROM destroyed WHERE id = ?');
  const insert = db.prepare('INSERT INTO keys (id, subject, wrapped, made) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING');
  const remove = db.prepare('DELETE FROM keys WHERE id = ?');
  const note = db.prepare('INSERT INTO destroyed (id, subject, at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING');
  const instant = (text: string | undefined): number => (text === undefined ? 0 : Date.parse(text));
  return ({ id, subject = null, wrapped, uploadedAt, erasedAt }) => {
    if (wrapped === undefined) {
      remove.run(id);
      note.run(id, subject, instant(erasedAt));
    } else if (isDestroyed.get(id) === undefined) insert.run(id, subject, Buffer.from(wrapped, 'base64'), instant(uploadedAt));
  };
};

/** The rows of a key file that may be open elsewhere, or that is to be made from them. */
export const sqliteKeyArchive = (file: string): KeyArchive => ({
  rows: () => everyRow(file),
  isEmpty: async () => {
    for await (const _ of everyRow(file)) return false;
    return true;
  },
  restore: async (rows) => {
    const db = openDatabase(file);
    let count = 0;
    try {
      const write = writerOf(db);
      db.exec('BEGIN IMMEDIATE');
      for await (const row of rows) {
        write(row);
        count += 1;
      }
      db.exec('COMMIT');
      return count;
    } finally {
      db.close();
    }
  },
  close: async () => undefined,
});
