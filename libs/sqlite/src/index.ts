export { openSqlite, type SqliteLayout } from './open-sqlite.ts';
