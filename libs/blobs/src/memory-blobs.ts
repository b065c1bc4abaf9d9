import type { Blobs } from './blobs.ts';
import { checkedHash, hashOf } from './hash.ts';

/** Blobs in memory, for tests of those who use them. */
export const memoryBlobs = (): Blobs & { readonly count: () => number } => {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (ciphertext) => {
      const hash = hashOf(ciphertext);
      kept.set(hash, Uint8Array.from(ciphertext));
      return hash;
    },
    get: async (hash) => kept.get(checkedHash(hash)),
    has: async (hash) => kept.has(checkedHash(hash)),
    hashes: async function* () {
      yield* [...kept.keys()];
    },
    remove: async (hash) => void kept.delete(checkedHash(hash)),
    count: () => kept.size,
  };
};
