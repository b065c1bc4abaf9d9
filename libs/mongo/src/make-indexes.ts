import type { Db, IndexDescription } from 'mongodb';
import { limits } from './settings.ts';

/** Makes the declared indexes where they are not there, and the collection with them. By command: the driver's own call drops `maxTimeMS`. */
export const makeIndexes = async (db: Db, collection: string, indexes: readonly IndexDescription[]): Promise<void> => {
  await db.command({ createIndexes: collection, indexes, writeConcern: { w: 'majority', wtimeout: 5_000 }, ...limits.upkeep });
};
