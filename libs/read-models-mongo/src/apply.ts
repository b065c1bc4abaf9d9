import { isDuplicateKey, limits } from '@motcua/mongo';
import type { Batch, Checkpoints } from '@motcua/read-models';
import type { AnyBulkWriteOperation, ClientSession, MongoClient } from 'mongodb';
import { type DocumentRow, rowOf } from './documents.ts';
import type { FillingRow, Fillings } from './fillings.ts';

/** Writes a batch where the checkpoints stand as expected. False: another projector was first. */
export type Apply = (row: FillingRow, batch: Batch) => Promise<boolean>;

const nextOf = ({ expected, checkpoints }: Batch): Checkpoints => ({ ...expected, ...checkpoints });

/** Replaces what an older turn wrote. What a newer one wrote does not match, and inserting it again is refused as a duplicate. */
const replacement = (row: DocumentRow): AnyBulkWriteOperation<DocumentRow> => {
  const { _id, ...rest } = row;
  return { replaceOne: { filter: { _id, turn: { $lt: row.turn } }, replacement: rest, upsert: true } };
};
const operationsOf = ({ upserts, deletes }: Batch, turn: number): AnyBulkWriteOperation<DocumentRow>[] => [
  ...upserts.map((document) => replacement(rowOf(document, turn))),
  ...deletes.map((_id) => replacement({ _id, turn, gone: new Date() })),
];

const writeDocuments = async (fillings: Fillings, row: FillingRow, batch: Batch, turn: number, session?: ClientSession): Promise<void> => {
  const operations = operationsOf(batch, turn);
  if (operations.length === 0) return;
  await fillings.documents(row).bulkWrite(operations, { ordered: false, ...limits.write, ...(session && { session }) });
};

/** How long a transaction that conflicts, or whose primary went away, is tried again. */
const retryMs = 8_000;

class TransactionGivenUp extends Error {
  override readonly name = 'TransactionGivenUp';
}

/** Checkpoint and documents in one transaction; it takes the row of the filling first, so of two projectors one waits or starts over. */
export const applyInTransaction =
  (client: MongoClient, fillings: Fillings): Apply =>
  async (row, batch) => {
    const end = performance.now() + retryMs;
    return client.withSession(async (session) =>
      session.withTransaction(
        async () => {
          // The driver itself would try for two minutes, longer than a service may take to stop.
          if (performance.now() > end) throw new TransactionGivenUp();
          const turn = await fillings.advance(row, batch.expected, nextOf(batch), session);
          if (turn === undefined) return false;
          await writeDocuments(fillings, row, batch, turn, session);
          return true;
        },
        { maxCommitTimeMS: limits.write.maxTimeMS },
      ),
    );
  };

/**
 * Without transactions: the turn is taken, the documents are written, the checkpoint comes last. Cut off in between, documents are ahead
 * of the checkpoint: each knows the revisions folded into it, so that folding the same events again changes nothing.
 */
export const applyInOrder =
  (fillings: Fillings): Apply =>
  async (row, batch) => {
    const turn = await fillings.take(row, batch.expected);
    if (turn === undefined) return false;
    try {
      await writeDocuments(fillings, row, batch, turn);
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      // Ours to give back, so that the next attempt need not wait for its end.
      await fillings.settle(row, turn, undefined).catch(() => undefined);
      throw error;
    }
    return fillings.settle(row, turn, nextOf(batch));
  };
