import { isDuplicateKey, limits, openMongo } from '@motcua/mongo';
import type { EpochMemory, SeenEpoch } from './store-epochs.ts';

/** `_id`: its place among them, from 0, so that of two instances that see the same new epoch only one keeps it. */
type EpochRow = SeenEpoch & { readonly _id: number };

/** Epochs in a database that no backup brings back, `<prefix>-workflow-outside-backups`, for instances that share no folder. Throws `MongoRefused`. */
export const withMongoEpochs = async <T>(url: string, use: (memory: EpochMemory) => Promise<T>): Promise<T> => {
  const mongo = await openMongo({ url, what: 'epochs', database: 'workflow-outside-backups' });
  const rows = mongo.db.collection<EpochRow>('epochs');
  const inOrder = { sort: { _id: 1 as const }, ...limits.start };
  try {
    return await use({
      seen: async () => (await rows.find({}, inOrder).toArray()).map(({ epoch, on, head }) => ({ epoch, on, head })),
      keep: async (all, seen) => {
        try {
          for (const [index, epoch] of all.slice(seen).entries()) await rows.insertOne({ ...epoch, _id: seen + index }, limits.start);
          return true;
        } catch (error) {
          if (isDuplicateKey(error)) return false;
          throw error;
        }
      },
    });
  } finally {
    await mongo.close();
  }
};
