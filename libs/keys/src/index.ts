export { type Erasure, type ErasureLedger, openErasureLedger } from './erasure-ledger.ts';
export { unwrapUnderMaster, wrapUnderMaster } from './key-wrapping.ts';
export { KeyDestroyed, KeyOfAnother, type Keys } from './keys.ts';
export { MasterKeyRefused, openMasterKey } from './master-key.ts';
export { memoryKeys } from './memory-keys.ts';
export { backupKeys, type SqliteKeysOptions, sqliteKeys } from './sqlite-keys.ts';
