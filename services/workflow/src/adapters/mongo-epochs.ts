import { isDuplicateKey, limits, openMongo } from '@motcua/mongo';
import type { EpochMemory, SeenEpoch } from './store-epochs.ts';

/** One document, so that they are kept all or not at all; `count`: how many, so that of two instances that see the same new epoch only one keeps it. */
interface EpochsRow {
  readonly _id: 'epochs';
  readonly count: number;
  readonly seen: readonly SeenEpoch[];
}
const _id = 'epochs';

/** Epochs in a database that no backup brings back, `<prefix>-workflow-outside-backups`, for instances that share no folder. Throws `MongoRefused`. */
export const withMongoEpochs = async <T>(url: string, use: (memory: EpochMemory) => Promise<T>): Promise<T> => {
  const mongo = await openMongo({ url, what: 'epochs', database: 'workflow-outside-backups' });
  const rows = mongo.db.collection<EpochsRow>('epochs');
  try {
    return await use({
      seen: async () => (await rows.findOne({ _id }, limits.start))?.seen ?? [],
      keep: async (all, count) => {
        try {
          const kept = { count: all.length, seen: [...all] };
          if (count > 0) return (await rows.updateOne({ _id, count }, { $set: kept }, limits.start)).matchedCount === 1;
          await rows.insertOne({ _id, ...kept }, limits.start);
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
