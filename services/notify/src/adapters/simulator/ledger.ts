import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { boundLimit, inTransaction, openSqlite } from '@motcua/sqlite';

export interface LedgerEntry {
  readonly key: string;
  readonly provider: string;
  readonly to: string;
  readonly text: string;
  /** When it was first accepted, ms since 1970. */
  readonly at: number;
  readonly messageId: string;
  /** How often the same key came again; none of them reached a phone. */
  readonly repeats: number;
  readonly delivered: boolean;
}
export type Submitted = Pick<LedgerEntry, 'key' | 'provider' | 'to' | 'text'>;

export interface Ledger {
  /** Resolves once it is written down. The same key again answers the first message's id. */
  accept(message: Submitted): Promise<{ messageId: string; repeated: boolean }>;
  find(key: string): LedgerEntry | undefined;
  newest(limit: number): readonly LedgerEntry[];
  totals(): { accepted: number; repeats: number; delivered: number };
  /** Accepted before `before` (ms) and not yet reported, oldest first. */
  unreported(before: number, limit: number): readonly LedgerEntry[];
  reported(keys: readonly string[]): void;
  close(): void;
}

type Waiting = {
  message: Submitted;
  resolve: (answer: { messageId: string; repeated: boolean }) => void;
  reject: (error: unknown) => void;
};
type Row = {
  key: string;
  provider: string;
  recipient: string;
  text: string;
  at: number;
  message_id: string;
  repeats: number;
  delivered: number;
};

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, recipient TEXT NOT NULL, text TEXT NOT NULL,
    at INTEGER NOT NULL, message_id TEXT NOT NULL, repeats INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE INDEX IF NOT EXISTS unreported ON messages (at) WHERE delivered = 0;
`;
const entry = (row: Row): LedgerEntry => ({
  key: row.key,
  provider: row.provider,
  to: row.recipient,
  text: row.text,
  at: row.at,
  messageId: row.message_id,
  repeats: row.repeats,
  delivered: row.delivered === 1,
});

/** What the simulated providers have accepted, in a file of their own: a test can ask it, and it outlives the process that is killed. */
export const openLedger = (file: string): Ledger => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // NORMAL: a killed process loses nothing this way; a power cut may lose the last moment, which a simulator can afford.
  const db = openSqlite(file, {
    timeoutMs: 2_000,
    settings: 'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512',
    layOut: (fresh) => fresh.exec(schema),
  });
  const insert = db.prepare(
    `INSERT INTO messages (key, provider, recipient, text, at, message_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET repeats = repeats + 1 RETURNING message_id, repeats`,
  );
  const byKey = db.prepare('SELECT * FROM messages WHERE key = ?');
  const newest = db.prepare(`SELECT * FROM messages ORDER BY seq DESC ${boundLimit}`);
  const due = db.prepare(`SELECT * FROM messages WHERE delivered = 0 AND at <= ? ORDER BY at ${boundLimit}`);
  const done = db.prepare('UPDATE messages SET delivered = 1 WHERE key = ?');
  const totals = db.prepare(
    'SELECT count(*) AS accepted, coalesce(sum(repeats), 0) AS repeats, coalesce(sum(delivered), 0) AS delivered FROM messages',
  );

  const write = ({ key, provider, to, text }: Submitted): { messageId: string; repeated: boolean } => {
    const messageId = createHash('sha256').update(`${provider}/${key}`).digest('hex').slice(0, 20);
    const row = insert.get(key, provider, to, text, Date.now(), messageId) as { message_id: string; repeats: number };
    return { messageId: row.message_id, repeated: row.repeats > 0 };
  };

  let waiting: Waiting[] = [];
  /** All that came in one turn of the loop shares a commit. */
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    try {
      const answers = inTransaction(db, () => batch.map(({ message }) => write(message)));
      for (const [i, answer] of answers.entries()) batch[i]?.resolve(answer);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return {
    accept: (message) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ message, resolve, reject });
      }),
    find: (key) => {
      const row = byKey.get(key) as Row | undefined;
      return row && entry(row);
    },
    newest: (limit) => (newest.all(limit) as Row[]).map(entry),
    totals: () => totals.get() as { accepted: number; repeats: number; delivered: number },
    unreported: (before, limit) => (due.all(before, limit) as Row[]).map(entry),
    reported: (keys) => {
      inTransaction(db, () => {
        for (const key of keys) done.run(key);
      });
    },
    close: () => db.close(),
  };
};
