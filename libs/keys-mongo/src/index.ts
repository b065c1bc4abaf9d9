export { type MongoErasureLedgerOptions, mongoErasureLedger, type SharedErasureLedger } from './mongo-erasure-ledger.ts';
export { mongoKeyArchive } from './mongo-key-archive.ts';
export { type MongoKeysOptions, mongoKeys } from './mongo-keys.ts';
