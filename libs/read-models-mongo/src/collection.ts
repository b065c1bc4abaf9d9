import { answered, limits } from '@motcua/mongo';
import {
  type Collection,
  type CollectionDeclaration,
  cursorOf,
  planFind,
  ReadModelsUnavailable,
  type StoredDocument,
} from '@motcua/read-models';
import type { Apply } from './apply.ts';
import { documentOf, indexName, pathOf, there } from './documents.ts';
import type { FillingRow, Fillings } from './fillings.ts';
import { listQueries } from './find-queries.ts';

/** Runs what asks the server; whatever goes wrong there is one answer to the caller. */
export type Asking = <T>(ask: () => Promise<T>) => Promise<T>;

export const askingWhile = (isOpen: () => boolean): Asking => {
  return async (ask) => {
    if (!isOpen()) throw new ReadModelsUnavailable('the read database is closed');
    try {
      return await ask();
    } catch (error) {
      if (error instanceof TypeError || error instanceof ReadModelsUnavailable) throw error;
      throw new ReadModelsUnavailable('the read database does not answer', { cause: error });
    }
  };
};

export const mongoCollection = (
  declaration: CollectionDeclaration,
  row: FillingRow,
  fillings: Fillings,
  apply: Apply,
  asking: Asking,
): Collection => {
  const { name, indexes } = declaration;
  const documents = fillings.documents(row);
  /** One write at a time: the second of two at once would only find the turn taken. */
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = writing.then(write, write);
    writing = turn.catch(() => undefined);
    return turn;
  };

  return {
    declaration,
    get: (id) =>
      asking(async () => {
        const found = await answered((signal) => documents.findOne({ _id: id, ...there }, { ...limits.lookUp, signal }));
        return found ? documentOf(found) : undefined;
      }),
    getMany: (ids) =>
      asking(async () => {
        const found = await documents.find({ _id: { $in: [...ids] }, ...there }, { hint: '_id_', ...limits.list }).toArray();
        return new Map(found.map((one) => [one._id, documentOf(one)]));
      }),
    async findOne(index, value) {
      const key = indexes[index]?.keys[0];
      if (key === undefined) throw new TypeError(`${name} has no index ${index}`);
      return asking(async () => {
        if (value === null) return undefined;
        const options = { hint: indexName(index), ...limits.lookUp };
        const found = await answered((signal) => documents.findOne({ [pathOf(key)]: value, ...there }, { ...options, signal }));
        return found ? documentOf(found) : undefined;
      });
    },
    async find(options) {
      const plan = planFind(declaration, options);
      const { filters, sort } = listQueries(plan);
      // One more than asked for tells whether there is a next page.
      const wanted = plan.limit + 1;
      const found: StoredDocument[] = [];
      const findAll = async (signal: AbortSignal): Promise<void> => {
        for (const filter of filters) {
          const missing = wanted - found.length;
          if (missing === 0) return;
          const hint = indexName(options.index);
          const more = await documents.find(filter, { sort: { ...sort }, limit: missing, hint, ...limits.lookUp, signal }).toArray();
          found.push(...more.map(documentOf));
        }
      };
      await asking(() => answered(findAll));
      const items = found.slice(0, plan.limit);
      const last = items.at(-1);
      if (!last || found.length < wanted) return { items };
      return { items, next: cursorOf({ values: plan.order.map((key) => last.keys[key] ?? null), id: last.id }) };
    },
    scan: ({ after, limit }) =>
      asking(async () => {
        const filter = { ...(after === undefined ? {} : { _id: { $gt: after } }), ...there };
        return (await documents.find(filter, { sort: { _id: 1 }, hint: '_id_', limit, ...limits.list }).toArray()).map(documentOf);
      }),
    checkpoints: () => asking(() => fillings.at(row)),
    apply: (batch) => asking(() => inTurn(() => apply(row, batch))),
    count: () => asking(() => documents.countDocuments(there, limits.upkeep)),
  };
};
