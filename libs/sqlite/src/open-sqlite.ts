import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './in-transaction.ts';
import { isBusy } from './result-code.ts';

export interface SqliteLayout {
  /** How long a statement waits for another's transaction, ms. */
  readonly timeoutMs: number;
  /** `PRAGMA` after `PRAGMA`, besides WAL; set on the connection, outside of any transaction. */
  readonly settings: string;
  /** Makes what is not there; alone, in one transaction. */
  readonly layOut: (database: DatabaseSync) => void;
}

/** How long (ms) an opening asks again. Laying out takes milliseconds; a machine that is starting everything at once takes its time. */
const patienceMs = 5_000;

const rest = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** The time-out does not cover what turns a file to WAL: two who begin at once would wait for each other, so SQLite says "busy" at once. */
const patiently = <T>(work: () => T): T => {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      rest(5 + Math.random() * 20);
    }
  }
};

/** Opens a file in WAL mode and lays it out. Blocks the thread meanwhile, as all of `node:sqlite` does. Throws what SQLite throws. */
export const openSqlite = (file: string, { timeoutMs, settings, layOut }: SqliteLayout): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: timeoutMs });
  try {
    patiently(() => database.exec(`PRAGMA journal_mode = WAL; ${settings}`));
    patiently(() => inTransaction(database, () => layOut(database)));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};
