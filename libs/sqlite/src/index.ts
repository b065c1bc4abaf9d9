export { inTransaction } from './in-transaction.ts';
export { openSqlite, type SqliteLayout } from './open-sqlite.ts';
