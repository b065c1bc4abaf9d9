export { type SqliteCheckpoints, sqliteCheckpoints } from './checkpoints.ts';
export { type SqliteReadModelsOptions, sqliteLookups, sqliteReadModels } from './sqlite-read-models.ts';
