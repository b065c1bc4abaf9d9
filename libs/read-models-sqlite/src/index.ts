export { type SqliteCheckpoints, sqliteCheckpoints } from './checkpoints.ts';
export { type SqliteReadModelsOptions, sqliteReadModels } from './sqlite-read-models.ts';
