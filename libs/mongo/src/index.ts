export { answered } from './answered.ts';
export { isDuplicateKey, MongoRefused } from './errors.ts';
export { makeIndexes } from './make-indexes.ts';
export { type Mongo, type MongoOptions, openMongo } from './open-mongo.ts';
export { limits } from './settings.ts';
