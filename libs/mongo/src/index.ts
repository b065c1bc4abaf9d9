export { answered } from './answered.ts';
export { isDuplicateKey, MongoRefused, saysOnlyDuplicates } from './errors.ts';
export { makeIndexes } from './make-indexes.ts';
export { type Mongo, type MongoOptions, openMongo } from './open-mongo.ts';
export { type Along, rowsAlong } from './rows-along.ts';
export { limits } from './settings.ts';
