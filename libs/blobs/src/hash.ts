import { createHash } from 'node:crypto';
import { BlobDamaged } from './blobs.ts';

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Names come from events; nothing but a hash ever becomes a path. */
export const checkedHash = (hash: string): string => {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new BlobDamaged('of no hash');
  return hash;
};
