import type { ArchivedKey, KeyArchive } from '@motcua/keys';
import { limits, type Mongo, openMongo, rowsAlong } from '@motcua/mongo';
import { type AnyBulkWriteOperation, Binary, type Collection } from 'mongodb';
import type { KeyRow } from './key-rows.ts';

/** Of one write. */
const batchSize = 500;

const toArchived = ({ _id: id, subject, wrapped, uploadedAt, erasedAt }: KeyRow): ArchivedKey => ({
  id,
  ...(subject !== undefined && { subject }),
  ...(wrapped && { wrapped: wrapped.toString('base64') }),
  ...(uploadedAt && { uploadedAt: uploadedAt.toISOString() }),
  ...(erasedAt && { erasedAt: erasedAt.toISOString() }),
});

const toRow = ({ subject, wrapped, uploadedAt, erasedAt }: ArchivedKey): Omit<KeyRow, '_id'> => ({
  ...(subject !== undefined && { subject }),
  ...(wrapped !== undefined && { wrapped: new Binary(Buffer.from(wrapped, 'base64')) }),
  ...(uploadedAt !== undefined && { uploadedAt: new Date(uploadedAt) }),
  ...(erasedAt !== undefined && { erasedAt: new Date(erasedAt) }),
});

/** Living ones are put where nothing is; what was destroyed replaces them. */
const operationFor = (key: ArchivedKey): AnyBulkWriteOperation<KeyRow> => {
  const filter = { _id: key.id };
  return key.wrapped === undefined
    ? { replaceOne: { filter, replacement: toRow(key), upsert: true } }
    : { updateOne: { filter, update: { $setOnInsert: toRow(key) }, upsert: true } };
};

/** Twice through all of them: a page of one state alone would be looked for among any number of the other. */
async function* everyRow(rows: Collection<KeyRow>): AsyncGenerator<ArchivedKey> {
  for (const living of [true, false])
    for await (const row of rowsAlong(rows, { hint: '_id_', fields: ['_id'] }))
      if ((row.wrapped !== undefined) === living) yield toArchived(row);
}

const archiveIn = (mongo: Mongo, rows: Collection<KeyRow>): KeyArchive => ({
  rows: () => everyRow(rows),
  isEmpty: async () => (await rows.findOne({}, limits.lookUp)) === null,
  restore: async (keys) => {
    let count = 0;
    let waiting: AnyBulkWriteOperation<KeyRow>[] = [];
    const write = async (): Promise<void> => {
      if (waiting.length > 0) await rows.bulkWrite(waiting, limits.write);
      waiting = [];
    };
    for await (const key of keys) {
      count += 1;
      if (waiting.push(operationFor(key)) >= batchSize) await write();
    }
    await write();
    return count;
  },
  close: () => mongo.close(),
});

/** The rows of a database of keys that others may have open, or that is to be filled with them. Throws `MongoRefused`. */
export const mongoKeyArchive = async ({ url, service }: { readonly url: string; readonly service: string }): Promise<KeyArchive> => {
  const mongo = await openMongo({ url, what: 'keys', database: `${service}-keys` });
  return archiveIn(mongo, mongo.db.collection<KeyRow>('keys'));
};
