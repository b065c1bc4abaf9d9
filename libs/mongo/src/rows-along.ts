import type { Collection, Document, Filter } from 'mongodb';
import { answered } from './answered.ts';
import { limits } from './settings.ts';

/** Read well within the time of a page, whatever a row holds. */
const pageSize = 500;
/** Of a page, the driver's second try included: who goes through all is no request that waits. */
const pageMs = 10_000;

/** An index to go along, and its fields: ascending, of one value each in every row asked for. The last one, or both together, tell rows apart. */
export interface Along<Row extends Document> {
  readonly hint: string;
  readonly fields: readonly [string & keyof Row] | readonly [string & keyof Row, '_id'];
}

const from = <Row extends Document>([first, second]: Along<Row>['fields'], last: Row): Document =>
  second === undefined
    ? { [first]: { $gt: last[first] } }
    : // The range alone bounds the walk through the index; what is left out of it are the rows of the same value.
      { [first]: { $gte: last[first] }, $or: [{ [first]: { $gt: last[first] } }, { [second]: { $gt: last[second] } }] };

/**
 * All rows that match, in the order of an index, page by page: one list of all would run out of its time as it grows. Nothing is skipped and nothing comes
 * twice, while others write; what they put behind the walk is not seen. Throws `Unanswered`, or the driver's error.
 */
export async function* rowsAlong<Row extends Document>(
  rows: Collection<Row>,
  { hint, fields }: Along<Row>,
  { filter = {}, projection }: { readonly filter?: Filter<Row>; readonly projection?: Partial<Record<keyof Row, 1>> } = {},
): AsyncGenerator<Row, void> {
  const sort = Object.fromEntries(fields.map((field) => [field, 1 as const]));
  const options = { sort, hint, limit: pageSize, ...(projection && { projection }), ...limits.list };
  const pageAt = (where: Document): Promise<Row[]> =>
    answered((signal) => rows.find({ ...filter, ...where } as Filter<Row>, { ...options, signal }).toArray() as Promise<Row[]>, pageMs);
  for (let page = await pageAt({}); ; ) {
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    page = await pageAt(from(fields, last));
  }
}
