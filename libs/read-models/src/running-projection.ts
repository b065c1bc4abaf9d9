import type { Bus, BusLogger } from '@motcua/bus';
import type { CodecTable, ServiceName } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { Projection } from './projection.ts';
import type { Collection, ReadModels } from './read-models.ts';

/** A codec, or the table it is made of. */
export type Decoder = CodecTable | { decode(recorded: Recorded): Recorded };

export interface RunOptions<State, Opened> {
  readonly projection: Projection<State, Opened>;
  readonly models: ReadModels;
  readonly bus: Pick<Bus, 'follow' | 'readStream'>;
  /** By source; `codecOf` of contracts fits. */
  readonly codecs: Readonly<Partial<Record<ServiceName, Decoder>>>;
  readonly logger: BusLogger;
  /** Documents whose state is kept parsed in memory; default 1,000. */
  readonly cacheSize?: number;
  /** A fold follows the one before not sooner than this, unless there is plenty; default 5 ms. More where nobody waits for it. */
  readonly gatherMs?: number;
  /** Between two folds of a rebuild that has not caught up, told how long the first took in ms: default as long again, for those whom the collection in use serves meanwhile. */
  readonly rest?: (workedMs: number, signal: AbortSignal) => Promise<void>;
  /** How long a collection that was switched away from stays, for those who still read it in another thread or instance; default 10 min. */
  readonly graceMs?: number;
  /** How long a collection that a failed rebuild has left stands still before it is dropped; default one hour. */
  readonly abandonedMs?: number;
}

export type Waited = 'passed' | 'timeout' | 'parked';

/** By source: the last position that is in a collection. */
export type Positions = Readonly<Record<string, number>>;

/** What a rebuild under way fills, and how far that is. */
export interface Refilling {
  readonly generation: number;
  readonly positions: Positions;
}

export interface RunningProjection {
  readonly name: string;
  readonly sources: readonly ServiceName[];
  /** The version that look-ups read. Ask each time: a rebuild switches it. */
  collection(): Collection;
  /** The one that is kept up to date: `collection()`, or while an older version serves the one that is to take its place. */
  filled(): Collection;
  /** Until everything up to and including this position of the source is in `collection()`. A source that is not ours has passed. */
  waitFor(source: ServiceName | string, position: number, timeoutMs: number): Promise<'passed' | 'timeout'>;
  /** The same for one document: `parked` at once where it stands still. */
  waitForDocument(id: string, source: ServiceName | string, position: number, timeoutMs: number): Promise<Waited>;
  /** Last moment at which everything the owners had was in `collection()`; undefined before the first. */
  asOf(): Date | undefined;
  /** True once `collection()` has reached the head of all sources. */
  caughtUp(): boolean;
  /** True where a start before this one has reached the head once: what look-ups read is whole up to a moment, however long ago that was. */
  readonly servedBefore: boolean;
  /** False while the read database did not answer when it was last asked, half a second after its answer before. */
  answers(): boolean;
  /** Last position of the source that is in `collection()`; 0 before the first, and for a source that is not ours. */
  position(source: ServiceName | string): number;
  /** Ids of the documents that stand still because an event could not be folded. */
  parked(): readonly string[];
  /** Called after each commit with what changed; answers how to end it. Listeners survive a switch. */
  onApplied(listener: (ids: readonly string[]) => void): () => void;
  /** Called after each commit and each switch, also where only the position moved on (no ids). */
  onMoved(listener: (ids: readonly string[]) => void): () => void;
  /** Fills the collection anew beside the present one, compares, switches, and later drops the old. Resolves when look-ups read the new one; other instances follow within a second or two. */
  rebuild(): Promise<Rebuilt>;
  /** Undefined where no rebuild is under way, or its collection is not open yet. */
  rebuilding(): Refilling | undefined;
  stop(): Promise<void>;
}

export interface Rebuilt extends Compared {
  /** Of the new collection. */
  readonly generation: number;
}

export interface Compared {
  readonly documents: number;
  /** Documents of equal revisions whose contents differed: the old one was wrong. */
  readonly differing: number;
}
