import type { SubjectKeys } from '@motcua/sealing';
import type { Erasure } from './erasure-ledger.ts';

/** The dossier was erased: no key of it will ever be made again. */
export class KeyDestroyed extends Error {
  readonly id: string;
  constructor(id: string) {
    super('the key was destroyed');
    this.name = 'KeyDestroyed';
    this.id = id;
  }
}

/** The id has a key that was made for another person: the caller finds out whether anything was ever sealed with it. */
export class KeyOfAnother extends Error {
  readonly id: string;
  constructor(id: string) {
    super('the key belongs to another subject');
    this.name = 'KeyOfAnother';
    this.id = id;
  }
}

/**
 * Data keys of dossiers and uploads, 32 bytes each. Intake alone holds them; the others ask it.
 * Throws `StoreUnavailable` (of the event-store port) where nothing can be written.
 */
export interface Keys extends SubjectKeys {
  /** Synced before it resolves, so that nothing is ever sealed under a key that a power cut takes away. The same id again answers the same key. Throws `KeyDestroyed`, `KeyOfAnother`. */
  create(dossierId: string, subjectId: string): Promise<Uint8Array>;
  /** The key of one upload; the same id again answers the same key. Throws `KeyDestroyed` where it was removed. */
  createForUpload(uploadId: string): Promise<Uint8Array>;
  /** Keys of erased, removed and unknown ids are missing. */
  keysOf(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Removes keys for good, of uploads once they are wrapped to a dossier or were left lying, of dossiers that were never filed. Unknown ids are ignored. */
  remove(ids: readonly string[]): Promise<void>;
  /** Uploads whose key was made before that moment, oldest first: due for binding or deletion. */
  uploadsBefore(at: Date, limit: number): Promise<readonly string[]>;
  dossiersOf(subjectId: string): Promise<readonly string[]>;
  /** Of these the ones whose key was made or asked for (`create`) since: a filing may be under way, in whatever instance. */
  createdSince(subjectId: string, at: Date): Promise<readonly string[]>;
  /** True where the dossier's key was destroyed by an erasure. */
  isDestroyed(dossierId: string): Promise<boolean>;
  /** Everybody who was erased, one entry each; after a restore the ledger still knows those whom the restored events do not. */
  erasures(): Promise<readonly Erasure[]>;
  /** Erases a person: ledger, keys, traces in the file's log, in this order. Again: answers the same dossiers, erases nothing more. */
  destroySubject(subjectId: string, erasedAt: Date): Promise<{ readonly dossiers: readonly string[] }>;
  close(): Promise<void>;
}
