import { randomUUID } from 'node:crypto';
import { isDuplicateKey, limits, makeIndexes } from '@motcua/mongo';
import type { Checkpoints, CollectionDeclaration } from '@motcua/read-models';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';
import { type DocumentRow, indexesOf } from './documents.ts';

/** One filling of a collection: what it is, where its documents lie, how far it is, and whose turn it is. */
export interface FillingRow {
  /** `tracking-status-v2000`. */
  readonly _id: string;
  readonly name: string;
  readonly version: number;
  /** The collection of its documents, never used twice: whatever a late writer still puts into a dropped one is not read. */
  readonly storage: string;
  readonly indexes: string;
  /** Checkpoints as one text: compare-and-set compares it whole. */
  readonly at: string;
  readonly turn: number;
  /** Without transactions: until then nobody else may take a turn. */
  readonly takenUntil?: Date | null;
}

export const textOf = (checkpoints: Checkpoints): string =>
  JSON.stringify(
    Object.entries(checkpoints)
      .map(([source, { epoch, position }]) => [source, epoch, position])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
export const checkpointsOf = (text: string): Checkpoints => {
  const list = JSON.parse(text) as readonly (readonly [string, string, number])[];
  return Object.fromEntries(list.map(([source, epoch, position]) => [source, { epoch, position }]));
};

/** How long a turn without a transaction may take before another projector takes over. */
const turnMs = 15_000;

export const nameOf = (name: string, version: number): string => {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name) || !Number.isSafeInteger(version) || version < 0)
    throw new TypeError(`not a name of a collection: ${name}`);
  return `${name}-v${version}`;
};

/** The catalogue of fillings, in a collection of its own beside theirs. */
export const fillingsIn = (db: Db) => {
  const rows: Collection<FillingRow> = db.collection('fillings');
  const free = (): Filter<FillingRow> => ({ $or: [{ takenUntil: null }, { $expr: { $lt: ['$takenUntil', '$$NOW'] } }] });
  const of = ({ _id, storage }: FillingRow) => ({ _id, storage });

  const remove = async (row: FillingRow): Promise<void> => {
    // The entry first: a drop that is cut off leaves a collection that nobody knows, swept at the next start.
    await rows.deleteOne(of(row), limits.upkeep);
    await db.collection(row.storage).drop(limits.upkeep);
  };
  const enter = async (row: FillingRow): Promise<FillingRow> => {
    try {
      await rows.insertOne(row, limits.write);
      return row;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await rows.findOne({ _id: row._id }, limits.lookUp)) ?? enter(row);
    }
  };
  return {
    /** Enters the filling where it is not there; of several who do so at once, all get the first one's. */
    async open(declaration: CollectionDeclaration): Promise<FillingRow> {
      const { name, version } = declaration;
      const _id = nameOf(name, version);
      const declared = indexesOf(declaration);
      const indexes = JSON.stringify(declared);
      const known = await rows.findOne({ _id }, limits.lookUp);
      // Other indexes under the same version were made by other code: thrown away, not misread.
      if (known && known.indexes !== indexes) await remove(known);
      const storage = `${_id}-${randomUUID().slice(0, 8)}`;
      const row = await enter({ _id, name, version, storage, indexes, at: textOf({}), turn: 0 });
      await makeIndexes(db, row.storage, declared);
      return row;
    },
    list: async () => rows.find({}, { sort: { name: 1, version: 1 }, hint: '_id_', ...limits.list }).toArray(),
    async drop(name: string, version: number): Promise<void> {
      const row = await rows.findOne({ _id: nameOf(name, version) }, limits.lookUp);
      if (row) await remove(row);
    },
    /** Collections whose filling is no more: of a drop that was cut off, or written once more by a late projector. */
    async sweep(): Promise<void> {
      const present = await db.listCollections({}, { nameOnly: true, ...limits.upkeep }).toArray();
      const known = new Set((await rows.find({}, { hint: '_id_', ...limits.list }).toArray()).map(({ storage }) => storage));
      // Asked in this order: whatever is listed was entered before, unless it was dropped.
      for (const { name } of present)
        if (/-v\d+-[0-9a-f]{8}$/.test(name) && !known.has(name)) await db.collection(name).drop(limits.upkeep);
    },
    async at(row: FillingRow): Promise<Checkpoints> {
      const found = await rows.findOne(of(row), limits.lookUp);
      return found ? checkpointsOf(found.at) : {};
    },
    /** Within a transaction: takes a turn and moves the checkpoint. Undefined where it stands elsewhere or another has the turn. */
    async advance(row: FillingRow, expected: Checkpoints, next: Checkpoints, session: ClientSession): Promise<number | undefined> {
      const filter = { $and: [{ ...of(row), at: textOf(expected) }, free()] };
      const change = { $inc: { turn: 1 }, $set: { at: textOf(next) } };
      return (await rows.findOneAndUpdate(filter, change, { session, returnDocument: 'after', ...limits.write }))?.turn;
    },
    /** Without a transaction: takes the turn alone. The server's clock decides, not ours. */
    async take(row: FillingRow, expected: Checkpoints): Promise<number | undefined> {
      const filter = { $and: [{ ...of(row), at: textOf(expected) }, free()] };
      const change = [{ $set: { turn: { $add: ['$turn', 1] }, takenUntil: { $add: ['$$NOW', turnMs] } } }];
      return (await rows.findOneAndUpdate(filter, change, { returnDocument: 'after', ...limits.write }))?.turn;
    },
    /** Ends the turn. False where another has taken it meanwhile: then the checkpoint stays. */
    async settle(row: FillingRow, turn: number, next: Checkpoints | undefined): Promise<boolean> {
      const change = { $unset: { takenUntil: 1 as const }, ...(next && { $set: { at: textOf(next) } }) };
      return (await rows.updateOne({ ...of(row), turn }, change, limits.write)).matchedCount === 1;
    },
    documents: (row: FillingRow): Collection<DocumentRow> => db.collection(row.storage),
  };
};
export type Fillings = ReturnType<typeof fillingsIn>;
