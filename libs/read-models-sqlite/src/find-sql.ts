import { endOfPrefix, type FindPlan, type KeyValue } from '@motcua/read-models';
import { boundLimit } from '@motcua/sqlite';
import { columnOf } from './schema.ts';

export interface Query {
  readonly sql: string;
  readonly values: readonly KeyValue[];
}

interface Clause {
  readonly sql: string;
  readonly values: readonly KeyValue[];
}

const equals = (column: string, value: KeyValue): Clause =>
  value === null ? { sql: `${column} IS NULL`, values: [] } : { sql: `${column} = ?`, values: [value] };

const oneOf = ({ key, values }: FindPlan['fixed'][number]): Clause => {
  const column = columnOf(key);
  const [only] = values;
  if (values.length === 1 && only !== undefined) return equals(column, only);
  const present = values.filter((value) => value !== null);
  const list = `${column} IN (${present.map(() => '?').join(', ')})`;
  return { sql: present.length < values.length ? `(${list} OR ${column} IS NULL)` : list, values: present };
};

const limits = ({ prefix, range }: FindPlan): readonly Clause[] => {
  const clauses: Clause[] = [];
  if (prefix) {
    const column = columnOf(prefix.key);
    clauses.push({ sql: `${column} >= ? AND ${column} < ?`, values: [prefix.value, endOfPrefix(prefix.value)] });
  }
  if (range) {
    const column = columnOf(range.key);
    const { from = null, to = null } = range;
    if (from === null) clauses.push({ sql: `${column} IS NOT NULL`, values: [] });
    else clauses.push({ sql: `${column} >= ?`, values: [from] });
    if (to !== null) clauses.push({ sql: `${column} < ?`, values: [to] });
  }
  return clauses;
};

/** What lies behind a place: row values do not compare where one of them is NULL, so each key is spelt out. NULLs come first. */
const behind = (order: readonly string[], { values, id }: NonNullable<FindPlan['after']>): Clause => {
  const [key, ...rest] = order;
  if (key === undefined) return { sql: 'id > ?', values: [id] };
  const column = columnOf(key);
  const value = values[0] ?? null;
  const tied = equals(column, value);
  const then = behind(rest, { values: values.slice(1), id });
  const greater: Clause = value === null ? { sql: `${column} IS NOT NULL`, values: [] } : { sql: `${column} > ?`, values: [value] };
  return { sql: `(${greater.sql} OR (${tied.sql} AND ${then.sql}))`, values: [...greater.values, ...tied.values, ...then.values] };
};

export const findQuery = (select: string, plan: FindPlan): Query => {
  const clauses = [...plan.fixed.map(oneOf), ...limits(plan), ...(plan.after ? [behind(plan.order, plan.after)] : [])];
  const where = clauses.length === 0 ? '' : ` WHERE ${clauses.map(({ sql }) => sql).join(' AND ')}`;
  const order = [...plan.order.map(columnOf), 'id'].join(', ');
  // One more than asked for tells whether there is a next page.
  return { sql: `${select}${where} ORDER BY ${order} ${boundLimit}`, values: [...clauses.flatMap(({ values }) => values), plan.limit + 1] };
};
