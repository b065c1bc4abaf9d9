import type { DatabaseSync } from 'node:sqlite';

/** Does all of it in one write transaction, or nothing of it: what throws rolls back and is thrown on. Waits for another's transaction as the connection's time-out says. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors (a full disk) have ended the transaction already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};
