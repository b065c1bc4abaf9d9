import { ReadModelsUnavailable } from './errors.ts';
import { endOfPrefix, type FindPlan, planFind } from './find-plan.ts';
import { compareKeys, cursorOf } from './key-order.ts';
import type { Batch, Checkpoints, Collection, CollectionDeclaration, KeyValue, ReadModels, StoredDocument } from './read-models.ts';

const keyOf = (document: StoredDocument, key: string): KeyValue => document.keys[key] ?? null;
const byId = (a: StoredDocument, b: StoredDocument): number => compareKeys(a.id, b.id);

const compareAt = (document: StoredDocument, order: readonly string[], values: readonly KeyValue[], id: string): number => {
  for (const [index, key] of order.entries()) {
    const difference = compareKeys(keyOf(document, key), values[index] ?? null);
    if (difference !== 0) return difference;
  }
  return compareKeys(document.id, id);
};

const within = (value: KeyValue, { prefix, range }: FindPlan): boolean => {
  if (prefix && (typeof value !== 'string' || !value.startsWith(prefix.value) || value >= endOfPrefix(prefix.value))) return false;
  if (!range) return true;
  if (value === null) return false;
  const { from = null, to = null } = range;
  return (from === null || compareKeys(value, from) >= 0) && (to === null || compareKeys(value, to) < 0);
};

const fits =
  (plan: FindPlan) =>
  (document: StoredDocument): boolean => {
    if (!plan.fixed.every(({ key, values }) => values.includes(keyOf(document, key)))) return false;
    const [first] = plan.order;
    if (first !== undefined && !within(keyOf(document, first), plan)) return false;
    return !plan.after || compareAt(document, plan.order, plan.after.values, plan.after.id) > 0;
  };

const same = (a: Checkpoints, b: Checkpoints): boolean => {
  const text = (checkpoints: Checkpoints) =>
    Object.entries(checkpoints)
      .map(([source, { epoch, position }]) => `${source} ${epoch} ${position}`)
      .sort()
      .join();
  return text(a) === text(b);
};

/** Index of the first that stands behind `after` in what is ordered by id. */
const placeAfter = (ordered: readonly StoredDocument[], after: string): number => {
  let [from, to] = [0, ordered.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareKeys(ordered[middle]?.id ?? null, after) > 0) to = middle;
    else from = middle + 1;
  }
  return from;
};

const memoryCollection = (declaration: CollectionDeclaration, assertOpen: () => void): Collection => {
  const documents = new Map<string, StoredDocument>();
  let checkpoints: Checkpoints = {};
  let ordered: readonly StoredDocument[] | undefined;
  const all = (): readonly StoredDocument[] => {
    assertOpen();
    ordered ??= [...documents.values()].sort(byId);
    return ordered;
  };
  return {
    declaration,
    get: async (id) => {
      assertOpen();
      return documents.get(id);
    },
    getMany: async (ids) => {
      assertOpen();
      const found = ids.map((id) => documents.get(id)).filter((document) => document !== undefined);
      return new Map(found.map((document) => [document.id, document]));
    },
    findOne: async (index, value) => {
      const { fixed } = planFind(declaration, { index, where: { [declaration.indexes[index]?.keys[0] ?? '']: value }, limit: 1 });
      const key = fixed[0]?.key ?? '';
      return value === null ? undefined : all().find((document) => keyOf(document, key) === value);
    },
    find: async (options) => {
      const plan = planFind(declaration, options);
      const order = (document: StoredDocument) => plan.order.map((key) => keyOf(document, key));
      const found = all()
        .filter(fits(plan))
        .sort((a, b) => compareAt(a, plan.order, order(b), b.id));
      const items = found.slice(0, plan.limit);
      const last = items.at(-1);
      return last && found.length > plan.limit ? { items, next: cursorOf({ values: order(last), id: last.id }) } : { items };
    },
    scan: async ({ after, limit }) => {
      const from = after === undefined ? 0 : placeAfter(all(), after);
      return all().slice(from, from + limit);
    },
    checkpoints: async () => {
      assertOpen();
      return checkpoints;
    },
    apply: async (batch: Batch) => {
      assertOpen();
      if (!same(checkpoints, batch.expected)) return false;
      ordered = undefined;
      for (const document of batch.upserts) documents.set(document.id, document);
      for (const id of batch.deletes) documents.delete(id);
      checkpoints = { ...checkpoints, ...batch.checkpoints };
      return true;
    },
    count: async () => all().length,
  };
};

/** For tests, and for a fold that is looked at once (`verify`): the same answers as the real ones, kept nowhere. */
export const memoryReadModels = (): ReadModels => {
  const collections = new Map<string, Collection>();
  const actives = new Map<string, number>();
  let open = true;
  const assertOpen = (): void => {
    if (!open) throw new ReadModelsUnavailable('closed');
  };
  const nameOf = (name: string, version: number): string => `${name}-v${version}`;
  return {
    open: async (declaration) => {
      assertOpen();
      const name = nameOf(declaration.name, declaration.version);
      const collection = collections.get(name) ?? memoryCollection(declaration, assertOpen);
      collections.set(name, collection);
      return collection;
    },
    list: async () => [...collections.values()].map(({ declaration: { name, version } }) => ({ name, version })),
    active: async (name) => actives.get(name),
    activate: async (name, version) => {
      assertOpen();
      actives.set(name, version);
    },
    drop: async (name, version) => {
      assertOpen();
      collections.delete(nameOf(name, version));
      if (actives.get(name) === version) actives.delete(name);
    },
    close: async () => {
      open = false;
    },
  };
};
