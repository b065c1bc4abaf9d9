import { StoreUnavailable } from '@motcua/es';
import type { Erasure } from '@motcua/keys';
import { answered, limits, openMongo, rowsAlong } from '@motcua/mongo';
import { type Collection, ObjectId } from 'mongodb';

export interface MongoErasureLedgerOptions {
  /** `mongodb://…`, of a deployment or at least a database that no backup brings back; a database in it is the prefix of ours: `<prefix>-<service>-outside-backups`. */
  readonly url: string;
  readonly service: string;
}

/** A ledger that several instances write, wherever each runs. As `ErasureLedger`, but each call takes its time; rejects with `StoreUnavailable`. */
export interface SharedErasureLedger {
  readonly entries: () => Promise<readonly Erasure[]>;
  /** Journaled by a majority before it resolves. */
  readonly append: (erasure: Erasure) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface ErasureRow extends Erasure {
  readonly _id: ObjectId;
}

const everyErasure = async (rows: Collection<ErasureRow>): Promise<readonly Erasure[]> => {
  const entries: Erasure[] = [];
  for await (const { _id, ...erasure } of rowsAlong(rows, { hint: '_id_', fields: ['_id'] })) entries.push(erasure);
  return entries;
};

/** Throws `MongoRefused`. Rows are only ever added: of one person erased twice there are two. */
export const mongoErasureLedger = async ({ url, service }: MongoErasureLedgerOptions): Promise<SharedErasureLedger> => {
  const mongo = await openMongo({ url, what: 'ledger of erasures', database: `${service}-outside-backups` });
  const rows = mongo.db.collection<ErasureRow>('erasures');
  const answeredBy = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((error: unknown) => {
      throw new StoreUnavailable('the ledger of erasures does not answer', { cause: error });
    });
  return {
    entries: () => answeredBy(everyErasure(rows)),
    append: async (erasure) => void (await answeredBy(answered(() => rows.insertOne({ _id: new ObjectId(), ...erasure }, limits.write)))),
    close: () => mongo.close(),
  };
};
