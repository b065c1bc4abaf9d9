/** What a store has to do to become an `EventStore`: keep texts, check heads, read back. The chain, the limits and the subscriptions are made once, in `chained`. */

/** An event with its place and hash, `data` and `metadata` as canonical JSON texts. */
export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly hash: string;
  readonly previous: string;
}

export interface ChainedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly hash: string;
}

export interface ChainedAppend {
  readonly stream: string;
  /** Revision the stream must stand at, -1 for a stream that is not there. */
  readonly expected: number;
  /** Hash the chain was computed from: the stream's last hash must be this one. */
  readonly previous: string;
  readonly events: readonly ChainedEvent[];
}

/**
 * What became of an append. `position`, `hash`: of its last event.
 * `repeated`: all these ids stand at these very revisions, with the same types and data. `reused`: the same ids, other data.
 * `moved`: the revision is right, the last hash is not `previous`; nothing was written, compute again from `hash`.
 */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly position: number }
  | { readonly kind: 'repeated'; readonly position: number; readonly hash: string }
  | { readonly kind: 'reused' }
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'moved'; readonly hash: string };

export type Awaitable<T> = T | Promise<T>;

export interface StreamPage {
  readonly from: number;
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number;
}
export interface LogPage {
  /** Exclusive. */
  readonly after: number;
  readonly limit: number;
  readonly streams?: readonly string[];
}

export interface EventStoreAdapter {
  readonly epoch: string;
  /** False where the order of the calls holds within each stream only, and where `hashAt` does not answer at once. Default: it holds over all of them. */
  readonly ordersCalls?: boolean;
  /** Decides in the order of the calls. Rejects only with `StoreUnavailable`. */
  append(append: ChainedAppend): Promise<AppendOutcome>;
  /** Hash of the event at a revision; undefined where there is none (yet). Best answered at once, not in a promise. */
  hashAt(stream: string, revision: number): Awaitable<string | undefined>;
  readStream(stream: string, page: StreamPage): Awaitable<readonly StoredEvent[]>;
  /** Fewer than `limit` only where the log ends. */
  readLog(page: LogPage): Awaitable<readonly StoredEvent[]>;
  head(): Awaitable<number>;
  /** Calls the listener whenever something may have been appended, by anyone. Answers how to stop. */
  onAppended(listener: () => void): () => void;
  close(): Promise<void>;
}
