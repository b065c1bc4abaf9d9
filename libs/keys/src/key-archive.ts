/** One id as a backup has it: a key that lives (wrapped under the master key), or what is left of one that was destroyed or removed. */
export interface ArchivedKey {
  readonly id: string;
  /** Absent for uploads. */
  readonly subject?: string;
  /** Base64, under the master key; absent once the key was destroyed or removed. */
  readonly wrapped?: string;
  /** When the key of an upload was made, while it has one; RFC 3339. */
  readonly uploadedAt?: string;
  /** When an erasure destroyed it; RFC 3339. */
  readonly erasedAt?: string;
}

/** Keys as a whole, for backup and restore. Needs no master key: what goes through here stays wrapped. */
export interface KeyArchive {
  /** Everything there is, in pages, while others write: first what lives, then what was destroyed, so that a key which dies meanwhile is told twice and its end last. */
  rows(): AsyncIterable<ArchivedKey>;
  isEmpty(): Promise<boolean>;
  /** Into an empty store. What was destroyed stays so, whatever came before it. Answers how many rows it took. */
  restore(rows: AsyncIterable<ArchivedKey>): Promise<number>;
  close(): Promise<void>;
}
