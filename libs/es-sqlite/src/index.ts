export { backupEventStore, newEpoch } from './backup.ts';
export { sqliteSeal } from './seal.ts';
export { type SqliteEventStoreOptions, sqliteEventStore } from './sqlite-event-store.ts';
