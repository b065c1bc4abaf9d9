import type { CollectionDeclaration, KeyValue, StoredDocument } from '@motcua/read-models';
import type { IndexDescription } from 'mongodb';

/** A document as it lies in its collection. */
export interface DocumentRow {
  readonly _id: string;
  /** The turn that wrote it: an older one never writes over a newer. */
  readonly turn: number;
  readonly state?: string;
  readonly rendered?: string;
  readonly progress?: string;
  readonly keys?: Readonly<Record<string, KeyValue>>;
  /** Deleted then: nothing is left but the turn, so that a late writer does not bring it back. */
  readonly gone?: Date | null;
}

/** A late writer has given up long before: its commands end after seconds. */
const tombstoneSeconds = 3_600;

export const rowOf = ({ id, state, rendered, progress, keys }: StoredDocument, turn: number): DocumentRow => ({
  _id: id,
  turn,
  state,
  ...(rendered === undefined ? {} : { rendered }),
  ...(progress === undefined ? {} : { progress }),
  // An absent key sorts as `null` does, and takes no room.
  keys: Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null)),
});

export const documentOf = ({ _id, state = 'null', rendered, progress, keys = {} }: DocumentRow): StoredDocument => ({
  id: _id,
  state,
  keys,
  ...(rendered === undefined ? {} : { rendered }),
  ...(progress === undefined ? {} : { progress }),
});

/** What is there: not a tombstone. */
export const there = { gone: null };

export const pathOf = (key: string): string => `keys.${key}`;

const assertKey = (key: string): void => {
  if (!/^[A-Za-z][A-Za-z0-9]{0,40}$/.test(key)) throw new TypeError(`not a name of a key: ${key}`);
};

/** Every declared index ends with the id, so that a page goes on where the one before ended. */
export const indexesOf = ({ indexes }: CollectionDeclaration): readonly IndexDescription[] => [
  { name: 'gone', key: { gone: 1 }, expireAfterSeconds: tombstoneSeconds, sparse: true },
  ...Object.entries(indexes).map(([index, { keys }]) => {
    keys.forEach(assertKey);
    return { name: indexName(index), key: Object.fromEntries([...keys.map((key) => [pathOf(key), 1] as const), ['_id', 1] as const]) };
  }),
];
export const indexName = (index: string): string => `by-${index}`;
