/** What goes to the writer's thread and back: one message for many appends, flat arrays, since copying objects one by one costs more than storing them. */

export interface Batch {
  readonly streams: string[];
  /** -1: the stream must be absent. */
  readonly expected: number[];
  readonly previous: string[];
  /** Events of each append. */
  readonly counts: number[];
  readonly ids: string[];
  readonly types: string[];
  readonly data: string[];
  readonly metadata: string[];
  readonly hashes: string[];
}

export const emptyBatch = (): Batch => ({
  streams: [],
  expected: [],
  previous: [],
  counts: [],
  ids: [],
  types: [],
  data: [],
  metadata: [],
  hashes: [],
});

export const outcomes = { appended: 0, repeated: 1, reused: 2, conflict: 3, moved: 4 } as const;

/** For each append: an outcome; a position, or where the stream stands; a hash where the outcome has one. */
export interface Outcomes {
  readonly kinds: number[];
  readonly values: number[];
  readonly hashes: string[];
}

export type ToWriter = { readonly batch: Batch } | { readonly close: true };

export type FromWriter =
  | { readonly ready: string }
  | { readonly refused: string }
  | { readonly done: Outcomes }
  /** Nothing of the batch was written. `fatal`: what was written before cannot be trusted to be on the disk. */
  | { readonly failed: string; readonly fatal: boolean }
  | { readonly closed: true };
