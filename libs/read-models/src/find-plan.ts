import { placeOfCursor } from './key-order.ts';
import type { CollectionDeclaration, FindOptions, KeyValue } from './read-models.ts';

/** A find, checked against its index: what is fixed, what it is ordered by, and where it goes on. */
export interface FindPlan {
  readonly fixed: readonly { readonly key: string; readonly values: readonly KeyValue[] }[];
  readonly order: readonly string[];
  readonly prefix?: FindOptions['prefix'];
  readonly range?: FindOptions['range'];
  readonly after?: { readonly values: readonly KeyValue[]; readonly id: string };
  readonly limit: number;
}

/** Throws `TypeError` where the code asks for what no index serves: a bug, not an input. */
export const planFind = ({ name, indexes }: CollectionDeclaration, options: FindOptions): FindPlan => {
  const index = indexes[options.index];
  if (!index) throw new TypeError(`${name} has no index ${options.index}`);
  const fixedKeys = Object.keys(options.where);
  const fixed = index.keys.slice(0, fixedKeys.length);
  const order = index.keys.slice(fixedKeys.length);
  if (!fixed.every((key) => fixedKeys.includes(key))) throw new TypeError(`${name}: ${options.index} does not begin with ${fixedKeys}`);
  for (const limited of [options.prefix?.key, options.range?.key])
    if (limited !== undefined && order[0] !== limited) throw new TypeError(`${name}: ${options.index} is not ordered by ${limited}`);
  return {
    fixed: fixed.map((key) => {
      const value = options.where[key] ?? null;
      return { key, values: Array.isArray(value) ? (value as readonly KeyValue[]) : [value as KeyValue] };
    }),
    order,
    limit: options.limit,
    ...(options.prefix ? { prefix: options.prefix } : {}),
    ...(options.range ? { range: options.range } : {}),
    ...(options.cursor === undefined ? {} : { after: placeOfCursor(options.cursor, order.length) }),
  };
};

/** Greater than every text that begins with `prefix`: no character lies behind the last of Unicode. */
export const endOfPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;
