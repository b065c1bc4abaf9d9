import type { LogPosition } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';

export type KeyValue = string | number | null;

/** A stored document: the fold's state, the rendered answer that a look-up sends as is, and the keys it is found by. */
export interface StoredDocument {
  readonly id: string;
  /** JSON of the fold's state. */
  readonly state: string;
  /** JSON (or any text) sent to callers unchanged; absent: nothing to show. */
  readonly rendered?: string;
  readonly keys: Readonly<Record<string, KeyValue>>;
  /** The runner's own: which revisions of which streams are folded, and what parked the document. */
  readonly progress?: string;
}

export interface IndexDeclaration {
  /** Keys in order; a find fixes a prefix of them and pages by the rest. */
  readonly keys: readonly string[];
  /** Made for `findOne`. Not enforced: a read model that refuses a document would stand still, and the truth lies elsewhere. */
  readonly unique?: boolean;
}

/** One read model at one version: `tracking-status-v2`. */
export interface CollectionDeclaration {
  readonly name: string;
  readonly version: number;
  readonly indexes: Readonly<Record<string, IndexDeclaration>>;
}

export type Checkpoints = Readonly<Partial<Record<ServiceName, LogPosition>>>;

export interface Batch {
  readonly upserts: readonly StoredDocument[];
  readonly deletes: readonly string[];
  /** New checkpoints; written only where the present ones equal `expected` (compare-and-set), with the documents, in one transaction. */
  readonly checkpoints: Checkpoints;
  readonly expected: Checkpoints;
}

export interface FindOptions {
  readonly index: string;
  /** Values of the first keys of the index; a list = any of these. */
  readonly where: Readonly<Record<string, KeyValue | readonly KeyValue[]>>;
  readonly prefix?: { readonly key: string; readonly value: string };
  /** `from` inclusive, `to` exclusive; documents without the key are in no range. */
  readonly range?: { readonly key: string; readonly from?: KeyValue; readonly to?: KeyValue };
  readonly limit: number;
  /** Opaque, from the page before; `BadCursor` where it is none. */
  readonly cursor?: string;
}
export interface Page {
  readonly items: readonly StoredDocument[];
  readonly next?: string;
}

export interface Collection {
  readonly declaration: CollectionDeclaration;
  get(id: string): Promise<StoredDocument | undefined>;
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** By a unique index; the hot path of a look-up. */
  findOne(index: string, value: KeyValue): Promise<StoredDocument | undefined>;
  /** Ordered by the keys of the index that `where` does not fix, then by id; absent keys first, numbers before texts. */
  find(options: FindOptions): Promise<Page>;
  /** All documents in the order of their ids, after one (exclusive): for comparing and verifying. */
  scan(options: { readonly after?: string; readonly limit: number }): Promise<readonly StoredDocument[]>;
  checkpoints(): Promise<Checkpoints>;
  /** False where another projector was first (compare-and-set lost). */
  apply(batch: Batch): Promise<boolean>;
  count(): Promise<number>;
}

/** A service's read database. Throws `ReadModelsUnavailable` where it is away. Never backed up: it is rebuilt. */
export interface ReadModels {
  /** Opens the collection; creates it with its indexes where it is not there. */
  open(declaration: CollectionDeclaration): Promise<Collection>;
  /** All collections there are, of any version. */
  list(): Promise<readonly { name: string; version: number }[]>;
  /** Which version of a name look-ups read; undefined before the first has caught up. */
  active(name: string): Promise<number | undefined>;
  activate(name: string, version: number): Promise<void>;
  drop(name: string, version: number): Promise<void>;
  close(): Promise<void>;
}
