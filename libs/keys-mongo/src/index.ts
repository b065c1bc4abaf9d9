export { type MongoKeysOptions, mongoKeys } from './mongo-keys.ts';
