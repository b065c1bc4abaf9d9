export { type KeyPlace, keyArchiveContract } from './key-archive.contract.ts';
export { keysContract } from './keys.contract.ts';
