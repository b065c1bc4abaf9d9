import { createHash } from 'node:crypto';
import { BlobDamaged, type Blobs } from '@motcua/blobs';
import { StoreUnavailable } from '@motcua/es';
import { answered, isDuplicateKey, limits, makeIndexes, openMongo, rowsAlong } from '@motcua/mongo';
import { Binary, type Collection, type Db, ObjectId } from 'mongodb';

export interface GridfsBlobsOptions {
  /** `mongodb://…`; a database in it is the prefix of ours: `<prefix>-<service>-blobs`. */
  readonly url: string;
  readonly service: string;
}
export interface GridfsBlobs extends Blobs {
  close(): Promise<void>;
}

interface ChunkRow {
  readonly _id: ObjectId;
  readonly files_id: ObjectId;
  readonly n: number;
  readonly data: Binary;
}
interface FileRow {
  readonly _id: ObjectId;
  /** The hash. */
  readonly filename: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
}
interface IncomingRow {
  readonly _id: ObjectId;
  readonly since: Date;
}

/** Large, since each chunk is a write of its own and an upload has seldom more than two. */
const chunkSize = 4 * 1_024 * 1_024;
/** For what carries bytes: one chunk on its way there, all of a blob on their way back. Whether the database answers at all was seen just before. */
const transferMs = 10_000;
/** No upload takes so long; what is still coming in then belongs to a process that died. */
const abandonedMs = 3_600_000;

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const checkedHash = (hash: string): string => {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new BlobDamaged('of no hash');
  return hash;
};
const chunksOf = (files_id: ObjectId, bytes: Uint8Array): ChunkRow[] =>
  Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, n) => ({
    _id: new ObjectId(),
    files_id,
    n,
    data: new Binary(bytes.subarray(n * chunkSize, (n + 1) * chunkSize)),
  }));

interface Bucket {
  readonly files: Collection<FileRow>;
  readonly chunks: Collection<ChunkRow>;
  readonly incoming: Collection<IncomingRow>;
}

const createIndexes = async (db: Db): Promise<void> => {
  await makeIndexes(db, 'fs.files', [{ name: 'by-hash', key: { filename: 1 }, unique: true }]);
  await makeIndexes(db, 'fs.chunks', [{ name: 'by-file', key: { files_id: 1, n: 1 }, unique: true }]);
  await makeIndexes(db, 'incoming', [{ name: 'by-age', key: { since: 1 } }]);
};

/** How many abandoned uploads are taken away at once. */
const sweptAtOnce = 100;

/** Takes away the chunks of uploads whose process died: without the file's entry nobody reads them. */
const sweep = async ({ files, chunks, incoming }: Bucket): Promise<void> => {
  const since = { $lt: new Date(Date.now() - abandonedMs) };
  const options = { sort: { since: 1 as const }, hint: 'by-age', limit: sweptAtOnce, ...limits.list };
  // Each is taken away, so that the oldest are always the next ones.
  for (;;) {
    const abandoned = (await incoming.find({ since }, options).toArray()).map(({ _id }) => _id);
    if (abandoned.length === 0) return;
    const whole = await files.find({ _id: { $in: abandoned } }, { hint: '_id_', projection: { _id: 1 }, ...limits.list }).toArray();
    const gone = abandoned.filter((id) => !whole.some(({ _id }) => _id.equals(id)));
    await chunks.deleteMany({ files_id: { $in: gone } }, limits.upkeep);
    // Unless it was noted anew meanwhile: then its file is being removed, and the note is needed if that is cut off.
    await incoming.deleteMany({ _id: { $in: abandoned }, since }, limits.upkeep);
    if (abandoned.length < sweptAtOnce) return;
  }
};

async function* hashesIn(files: Bucket['files']): AsyncGenerator<string> {
  const along = { hint: 'by-hash', fields: ['filename'] } as const;
  for await (const { filename } of rowsAlong(files, along, { projection: { filename: 1 } })) yield filename;
}

const blobsIn = ({ files, chunks, incoming }: Bucket): Blobs => {
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof BlobDamaged) throw error;
      throw new StoreUnavailable('the database of the blobs does not answer', { cause: error });
    }
  };
  const fileOf = (hash: string) =>
    answered((signal) => files.findOne({ filename: checkedHash(hash) }, { hint: 'by-hash', ...limits.lookUp, signal }));
  /** Chunks under an id of their own, then the entry, by which they come to be: it is unique by hash. */
  const place = async (hash: string, bytes: Uint8Array): Promise<void> => {
    const _id = new ObjectId();
    await answered(() => incoming.insertOne({ _id, since: new Date() }, limits.write));
    for (const chunk of chunksOf(_id, bytes)) await answered(() => chunks.insertOne(chunk, limits.write), transferMs);
    await answered(async () => {
      try {
        await files.insertOne({ _id, filename: hash, length: bytes.length, chunkSize, uploadDate: new Date() }, limits.write);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await chunks.deleteMany({ files_id: _id }, limits.write);
      }
      await incoming.deleteOne({ _id }, limits.write);
    });
  };
  return {
    put: async (ciphertext) => {
      const hash = hashOf(ciphertext);
      await asking(async () => {
        if (!(await fileOf(hash))) await place(hash, ciphertext);
      });
      return hash;
    },
    get: (hash) =>
      asking(async () => {
        const file = await fileOf(hash);
        if (!file) return undefined;
        const options = { sort: { n: 1 as const }, hint: 'by-file', ...limits.list };
        const parts = await answered((signal) => chunks.find({ files_id: file._id }, { ...options, signal }).toArray(), transferMs);
        const bytes = Buffer.concat(parts.map(({ data }) => data.value()));
        if (hashOf(bytes) === hash) return bytes;
        // Removed while it was read: then it is not there, rather than damaged.
        if (!(await fileOf(hash))?._id.equals(file._id)) return undefined;
        throw new BlobDamaged(hash);
      }),
    hashes: () => hashesIn(files),
    has: (hash) => asking(async () => (await fileOf(hash)) !== null),
    remove: (hash) =>
      asking(async () => {
        const file = await fileOf(hash);
        if (!file) return;
        // Noted as incoming: a removal that is cut off is ended by the sweep.
        await incoming.updateOne({ _id: file._id }, { $set: { since: new Date() } }, { upsert: true, ...limits.write });
        await files.deleteOne({ _id: file._id }, limits.write);
        await chunks.deleteMany({ files_id: file._id }, limits.write);
        await incoming.deleteOne({ _id: file._id }, limits.write);
      }),
  };
};

/** Blobs on GridFS, in one database of a MongoDB deployment. Throws `MongoRefused` within five seconds where it cannot be used. */
export const gridfsBlobs = async ({ url, service }: GridfsBlobsOptions): Promise<GridfsBlobs> => {
  const mongo = await openMongo({ url, what: 'blobs', database: `${service}-blobs` });
  const bucket: Bucket = {
    files: mongo.db.collection('fs.files'),
    chunks: mongo.db.collection('fs.chunks'),
    incoming: mongo.db.collection('incoming'),
  };
  try {
    await createIndexes(mongo.db);
    await sweep(bucket);
  } catch (error) {
    await mongo.close();
    throw error;
  }
  return { ...blobsIn(bucket), close: () => mongo.close() };
};
