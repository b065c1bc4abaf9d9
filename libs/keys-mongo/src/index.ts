export { mongoKeyArchive } from './mongo-key-archive.ts';
export { type MongoKeysOptions, mongoKeys } from './mongo-keys.ts';
