export { type Erasure, type ErasureLedger, openErasureLedger, readErasureLedger } from './erasure-ledger.ts';
export type { ArchivedKey, KeyArchive } from './key-archive.ts';
export { isWrappedUnder, unwrapUnderMaster, wrapUnderMaster } from './key-wrapping.ts';
export { KeyDestroyed, KeyOfAnother, type Keys } from './keys.ts';
export { MasterKeyRefused, openMasterKey } from './master-key.ts';
export { memoryKeys } from './memory-keys.ts';
export { sqliteKeyArchive } from './sqlite-key-archive.ts';
export { type SqliteKeysOptions, sqliteKeys } from './sqlite-keys.ts';
