export { backupEventStore, newEpoch } from './backup.ts';
export { type SqliteEventStoreOptions, sqliteEventStore } from './sqlite-event-store.ts';
