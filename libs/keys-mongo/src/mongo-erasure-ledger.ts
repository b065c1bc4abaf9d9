import { StoreUnavailable } from '@motcua/es';
import type { Erasure } from '@motcua/keys';
import { answered, limits, openMongo } from '@motcua/mongo';

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

/** All erasures there are: no request waits for these. */
const listMs = 10_000;

/** Throws `MongoRefused`. Rows are only ever added: of one person erased twice there are two. */
export const mongoErasureLedger = async ({ url, service }: MongoErasureLedgerOptions): Promise<SharedErasureLedger> => {
  const mongo = await openMongo({ url, what: 'ledger of erasures', database: `${service}-outside-backups` });
  const rows = mongo.db.collection<Erasure>('erasures');
  const asking = <T>(ask: (signal: AbortSignal) => Promise<T>, withinMs?: number): Promise<T> =>
    answered(ask, withinMs).catch((error: unknown) => {
      throw new StoreUnavailable('the ledger of erasures does not answer', { cause: error });
    });
  return {
    entries: () => asking((signal) => rows.find({}, { projection: { _id: 0 }, ...limits.list, signal }).toArray(), listMs),
    append: async (erasure) => void (await asking(() => rows.insertOne({ ...erasure }, limits.write))),
    close: () => mongo.close(),
  };
};
