import { endOfPrefix, type FindPlan, type KeyValue } from '@motcua/read-models';
import type { Filter } from 'mongodb';
import { type DocumentRow, pathOf, there } from './documents.ts';

type Condition = Filter<DocumentRow>;

/** Comparisons stay within a type, so what sorts behind a value is a list: the rest of its type, then each later type. */
const behindValue = (value: KeyValue): readonly object[] => {
  const texts = { $gte: '' };
  if (value === null) return [{ $gte: Number.NEGATIVE_INFINITY }, texts];
  return typeof value === 'number' ? [{ $gt: value }, texts] : [{ $gt: value }];
};

/**
 * What lies behind a place, as queries to be asked one after another until the page is full. Each begins exactly where its index is
 * entered; one query with `$or` would walk over all that the pages before have shown.
 */
const behind = (order: readonly string[], { values, id }: NonNullable<FindPlan['after']>): readonly Condition[] => {
  const [key, ...rest] = order;
  if (key === undefined) return [{ _id: { $gt: id } }];
  const path = pathOf(key);
  const value = values[0] ?? null;
  const tied = behind(rest, { values: values.slice(1), id }).map((condition): Condition => ({ $and: [{ [path]: value }, condition] }));
  return [...tied, ...behindValue(value).map((condition): Condition => ({ [path]: condition }))];
};

const fixed = ({ key, values }: FindPlan['fixed'][number]): Condition => {
  const [only = null] = values;
  return { [pathOf(key)]: values.length === 1 ? only : { $in: [...values] } };
};

const fromTo = (path: string, from: KeyValue, to: KeyValue): Condition => {
  const upTo = to === null ? {} : { $lt: to };
  if (from !== null) return { [path]: { $gte: from, ...upTo } };
  return { [path]: to === null ? { $ne: null } : upTo };
};

const limited = ({ prefix, range }: FindPlan): readonly Condition[] => [
  ...(prefix ? [fromTo(pathOf(prefix.key), prefix.value, endOfPrefix(prefix.value))] : []),
  ...(range ? [fromTo(pathOf(range.key), range.from ?? null, range.to ?? null)] : []),
];

export interface ListQueries {
  /** In the order in which their answers follow each other. */
  readonly filters: readonly Condition[];
  readonly sort: Readonly<Record<string, 1>>;
}

export const listQueries = (plan: FindPlan): ListQueries => {
  const common = [there, ...plan.fixed.map(fixed), ...limited(plan)];
  const places = plan.after ? behind(plan.order, plan.after) : [{}];
  return {
    filters: places.map((place) => ({ $and: [...common, place] })),
    sort: Object.fromEntries([...plan.order.map((key) => [pathOf(key), 1] as const), ['_id', 1] as const]),
  };
};
