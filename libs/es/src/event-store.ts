import type { StoredEvent } from './adapter.ts';
import type { DomainEvent, NewEvent, Recorded } from './event.ts';

/** Where the stream must stand for an append: not there yet, or at exactly this revision. */
export type ExpectedRevision = 'absent' | number;

export interface Appended {
  /** Revision of the last event of this append. */
  readonly revision: number;
  /** Position of the last event of this append. */
  readonly position: number;
  /** Hash of the last event of this append. */
  readonly hash: string;
  /** True where these very events stood there already: the same ids again are the same append. */
  readonly repeated: boolean;
}

export interface AppendOptions {
  /** What the hash of the last event has to come out as. */
  readonly hash?: string;
}

export interface ReadOptions {
  /** First revision to read (inclusive); default the first, or the last when reading backwards. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/** The subscription has handed out everything that was there: all up to and including `position`. */
export interface CaughtUp {
  readonly caughtUp: true;
  readonly position: number;
}

export interface SubscribeOptions {
  /** Exclusive; default: from the beginning. */
  readonly after?: number;
  /** Stream-name prefixes (`dossier-`); default: all. */
  readonly streams?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * The only truth. Acknowledged means synced. Errors: `VersionConflict`, `EventIdReused`, `HashMismatch`, `AppendTooLarge`, `StoreUnavailable`.
 */
export interface EventStore {
  /** Minted when a store is created, restored or migrated; positions of different epochs do not compare. */
  readonly epoch: string;
  /** Whether appends that are under way together are decided in the order of the calls, over all streams. Within a stream they always are. */
  readonly ordersCalls: boolean;
  /** 1 to 500 events, at most 512 KiB in all, to one stream, all or none. The same ids again at the same place answer the same. */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision, options?: AppendOptions): Promise<Appended>;
  /** A missing stream reads empty. */
  read<E extends DomainEvent = DomainEvent>(stream: string, options?: ReadOptions): AsyncIterable<Recorded<E>>;
  /** Global order, after a position (exclusive). Never passes an event that commits later. */
  readAll(options: { after: number; limit: number; streams?: readonly string[] }): Promise<readonly Recorded[]>;
  /** The same with `data` and `metadata` as the JSON texts that are kept: for who passes events on without looking into them. */
  readAllTexts(options: { after: number; limit: number }): Promise<readonly StoredEvent[]>;
  /** Global order, then live. Ends when the signal aborts or the store closes. */
  subscribe(options?: SubscribeOptions): AsyncIterable<Recorded | CaughtUp>;
  /** Position of the newest event, 0 when empty. */
  head(): Promise<number>;
  close(): Promise<void>;
}
