import { BadCursor } from './errors.ts';
import type { KeyValue } from './read-models.ts';

const rank = (value: KeyValue): number => {
  if (value === null) return 0;
  return typeof value === 'number' ? 1 : 2;
};

/** Absent first, numbers before texts, texts by their UTF-8 bytes: as SQLite and MongoDB order them. */
export const compareKeys = (a: KeyValue, b: KeyValue): number => {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return rank(a) - rank(b);
};

/** Where a page ended: the values it is ordered by, and the id. */
export interface PlaceInOrder {
  readonly values: readonly KeyValue[];
  readonly id: string;
}

export const cursorOf = ({ values, id }: PlaceInOrder): string => Buffer.from(JSON.stringify([...values, id])).toString('base64url');

const isKeyValue = (value: unknown): value is KeyValue => value === null || typeof value === 'string' || Number.isFinite(value);

/** Throws `BadCursor` for what was not made by `cursorOf` for as many keys. */
export const placeOfCursor = (cursor: string, keys: number): PlaceInOrder => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new BadCursor();
  }
  if (!Array.isArray(parsed) || parsed.length !== keys + 1 || !parsed.every(isKeyValue)) throw new BadCursor();
  const id = parsed.at(-1);
  if (typeof id !== 'string') throw new BadCursor();
  return { values: parsed.slice(0, -1), id };
};
