/** The name of a blob is not the SHA-256 of its bytes, or no hash at all. */
export class BlobDamaged extends Error {
  constructor(hash: string) {
    super(`the blob ${hash} is not what its name says`);
    this.name = 'BlobDamaged';
  }
}

/** Ciphertexts of uploads and results by their own SHA-256 (64 hex digits). Who holds no key learns sizes only. Throws `StoreUnavailable` where nothing can be written. */
export interface Blobs {
  /** Synced before it resolves with the hash. The same bytes again are the same blob. */
  put(ciphertext: Uint8Array): Promise<string>;
  /** Undefined where it is not there. Throws `BlobDamaged` where the bytes are not those of the hash. */
  get(hash: string): Promise<Uint8Array | undefined>;
  has(hash: string): Promise<boolean>;
  /** Every blob there is, in no order; one that is put or removed meanwhile may be among them or not. */
  hashes(): AsyncIterable<string>;
  /** Deleting what is not there is no error. */
  remove(hash: string): Promise<void>;
}
