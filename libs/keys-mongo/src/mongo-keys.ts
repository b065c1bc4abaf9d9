import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { StoreUnavailable } from '@motcua/es';
import {
  type Erasure,
  isWrappedUnder,
  KeyDestroyed,
  KeyOfAnother,
  type Keys,
  MasterKeyRefused,
  openErasureLedger,
  openMasterKey,
  readErasureLedger,
  unwrapUnderMaster,
  wrapUnderMaster,
} from '@motcua/keys';
import { answered, isDuplicateKey, limits, type Mongo, makeIndexes, openMongo, rowsAlong, saysOnlyDuplicates } from '@motcua/mongo';
import { Binary, type Collection } from 'mongodb';
import { type CheckRow, type KeyRow, keyIndexes } from './key-rows.ts';
import { mongoErasureLedger, type SharedErasureLedger } from './mongo-erasure-ledger.ts';

export interface MongoKeysOptions {
  /** `mongodb://…`; a database in it is the prefix of ours: `<prefix>-<service>-keys`. */
  readonly url: string;
  readonly service: string;
  /**
   * The ledger of erasures, outside of the database and of its backups: a file, or for instances that share none a database of its own. `former`: the file where it
   * was before; what that holds is taken over at each start.
   */
  readonly ledger: string | { readonly url: string; readonly former?: string };
  /** The master key, the same for all instances, or its file (mode 0600). */
  readonly masterKey: Uint8Array | { readonly file: string; readonly create: boolean };
}

const wrappedFor = (master: KeyObject, id: string, key: Uint8Array): Binary => new Binary(wrapUnderMaster(master, id, key));

const anotherMasterKey = 'the master key is not the one that the keys in the database are wrapped with';

/** Two instances with a master key each would lock each other out of what they make: the first one's holds. */
const assertMasterKey = async (mongo: Mongo, rows: Collection<KeyRow>, master: KeyObject): Promise<void> => {
  const checks = mongo.db.collection<CheckRow>('checks');
  const _id = 'master-key';
  // Restored keys come without that value: they are one themselves.
  const any = await rows.findOne({ wrapped: { $exists: true } }, limits.lookUp);
  if (any?.wrapped && !isWrappedUnder(master, any._id, any.wrapped.buffer)) throw new MasterKeyRefused(anotherMasterKey);
  await checks.insertOne({ _id, wrapped: wrappedFor(master, _id, randomBytes(32)) }, limits.write).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
  const row = await checks.findOne({ _id }, limits.lookUp);
  if (!row || !isWrappedUnder(master, _id, row.wrapped.buffer)) throw new MasterKeyRefused(anotherMasterKey);
};

const erase = async (rows: Collection<KeyRow>, erasures: readonly Erasure[]): Promise<void> => {
  const operations = erasures.flatMap(({ subjectId, dossiers, erasedAt }) => {
    const change = { $set: { subject: subjectId, erasedAt: new Date(erasedAt) }, $unset: { wrapped: 1 as const, uploadedAt: 1 as const } };
    return dossiers.map((_id) => ({ updateOne: { filter: { _id, erasedAt: { $exists: false } }, update: change, upsert: true } }));
  });
  if (operations.length === 0) return;
  await rows.bulkWrite(operations, { ordered: false, ...limits.write }).catch((error: unknown) => {
    // Erased before: the row is there and does not match. At a replay nearly all are, and none of the others may be lost among them.
    if (!saysOnlyDuplicates(error)) throw error;
  });
};

const everyErasure = async (rows: Collection<KeyRow>): Promise<readonly Erasure[]> => {
  const bySubject = new Map<string, { dossiers: string[]; at: number }>();
  const along = { hint: 'by-erasure', fields: ['erasedAt', '_id'] } as const;
  const wanted = { filter: { erasedAt: { $exists: true } }, projection: { subject: 1, erasedAt: 1 } } as const;
  for await (const { _id, subject, erasedAt } of rowsAlong(rows, along, wanted)) {
    if (subject === undefined || !erasedAt) continue;
    const entry = bySubject.get(subject) ?? { dossiers: [], at: 0 };
    entry.dossiers.push(_id);
    entry.at = Math.max(entry.at, erasedAt.getTime());
    bySubject.set(subject, entry);
  }
  return [...bySubject].map(([subjectId, { dossiers, at }]) => ({
    subjectId,
    dossiers: dossiers.sort(),
    erasedAt: new Date(at).toISOString(),
  }));
};

const idsInOrder = { projection: { _id: 1 }, sort: { _id: 1 } } as const;

const keysIn = (mongo: Mongo, rows: Collection<KeyRow>, ledger: SharedErasureLedger, master: KeyObject): Keys => {
  const inWords = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (mongo.closed()) throw new StoreUnavailable('the keys are closed');
    try {
      return await ask();
    } catch (error) {
      if (error instanceof KeyDestroyed || error instanceof KeyOfAnother) throw error;
      throw new StoreUnavailable('the database of the keys does not answer', { cause: error });
    }
  };
  const asking = <T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> => inWords(() => answered(ask));
  /** Inserted before it is looked for: nearly every id is new, and of two at once the second reads what the first made. */
  const make = async (id: string, subject: string | undefined, signal: AbortSignal): Promise<Uint8Array> => {
    const key = randomBytes(32);
    const whose = subject === undefined ? { uploadedAt: new Date() } : { subject, begunAt: new Date() };
    try {
      await rows.insertOne({ _id: id, ...whose, wrapped: wrappedFor(master, id, key) }, limits.write);
      return key;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const row = await rows.findOne({ _id: id }, { ...limits.lookUp, signal });
    if (!row) return make(id, subject, signal);
    if (!row.wrapped) throw new KeyDestroyed(id);
    if (row.subject !== subject) throw new KeyOfAnother(id);
    if (subject !== undefined) {
      const still = { _id: id, wrapped: { $exists: true } };
      const { matchedCount } = await rows.updateOne(still, { $set: { begunAt: new Date() } }, limits.write);
      if (matchedCount === 0) return make(id, subject, signal);
    }
    return unwrapUnderMaster(master, id, row.wrapped.buffer);
  };
  const idsOf = async (subject: string, state: 'wrapped' | 'erasedAt', signal: AbortSignal): Promise<string[]> => {
    const options = { ...idsInOrder, hint: 'by-subject', ...limits.lookUp, signal };
    const found = rows.find({ subject, [state]: { $exists: true } }, options);
    return (await found.toArray()).map(({ _id }) => _id);
  };

  return {
    create: (dossierId, subjectId) => asking((signal) => make(dossierId, subjectId, signal)),
    createForUpload: (uploadId) => asking((signal) => make(uploadId, undefined, signal)),
    keysOf: async (ids) => {
      const filter = { _id: { $in: [...new Set(ids)] }, wrapped: { $exists: true } };
      const found = await asking((signal) => rows.find(filter, { hint: '_id_', ...limits.lookUp, signal }).toArray());
      return new Map(
        found.flatMap(({ _id, wrapped }) => (wrapped ? [[_id, unwrapUnderMaster(master, _id, wrapped.buffer)] as const] : [])),
      );
    },
    remove: (ids) =>
      asking(async () => {
        if (ids.length === 0) return;
        const which = { _id: { $in: [...ids] } };
        // An upload is over for good; the id of a dossier that was never filed may be used again.
        await rows.updateMany({ ...which, uploadedAt: { $exists: true } }, { $unset: { wrapped: 1, uploadedAt: 1 } }, limits.write);
        await rows.deleteMany({ ...which, subject: { $exists: true }, wrapped: { $exists: true } }, limits.write);
      }),
    uploadsBefore: (at, limit) =>
      asking(async (signal) => {
        const sort = { uploadedAt: 1 as const, _id: 1 as const };
        const options = { projection: { _id: 1 as const }, sort, hint: 'by-upload', limit, ...limits.lookUp, signal };
        return (await rows.find({ uploadedAt: { $lt: at } }, options).toArray()).map(({ _id }) => _id);
      }),
    dossiersOf: (subjectId) => asking((signal) => idsOf(subjectId, 'wrapped', signal)),
    createdSince: (subject, at) =>
      asking(async (signal) => {
        const options = { ...idsInOrder, hint: 'by-subject', ...limits.lookUp, signal };
        const found = rows.find({ subject, wrapped: { $exists: true }, begunAt: { $gte: at } }, options);
        return (await found.toArray()).map(({ _id }) => _id);
      }),
    isDestroyed: (dossierId) =>
      asking(async (signal) => {
        const options = { ...limits.lookUp, signal };
        return (await rows.findOne({ _id: dossierId, erasedAt: { $exists: true } }, options)) !== null;
      }),
    erasures: () => inWords(() => everyErasure(rows)),
    destroySubject: (subjectId, at) =>
      asking(async (signal) => {
        const erasure = { subjectId, dossiers: await idsOf(subjectId, 'wrapped', signal), erasedAt: at.toISOString() };
        // The ledger first: after a crash in between, the next start erases.
        if (erasure.dossiers.length > 0) await ledger.append(erasure);
        await erase(rows, [erasure]);
        return { dossiers: await idsOf(subjectId, 'erasedAt', signal) };
      }),
    close: async () => {
      if (mongo.closed()) return;
      await ledger.close().finally(() => mongo.close());
    },
  };
};

const ledgerIn = async (file: string): Promise<SharedErasureLedger> => {
  const ledger = openErasureLedger(file);
  return { entries: async () => ledger.entries(), append: async (erasure) => ledger.append(erasure), close: async () => ledger.close() };
};

const openLedger = async (place: MongoKeysOptions['ledger'], service: string): Promise<SharedErasureLedger> => {
  if (typeof place === 'string') return ledgerIn(place);
  const ledger = await mongoErasureLedger({ url: place.url, service });
  const former = place.former === undefined ? [] : readErasureLedger(place.former);
  const nameOf = ({ subjectId, erasedAt }: Erasure): string => `${subjectId} ${erasedAt}`;
  try {
    const known = new Set(former.length === 0 ? [] : (await ledger.entries()).map(nameOf));
    for (const erasure of former) if (!known.has(nameOf(erasure))) await ledger.append(erasure);
    return ledger;
  } catch (error) {
    await ledger.close();
    throw error;
  }
};

/** Keys in one database of a MongoDB deployment, for several instances of the service. Throws `MongoRefused`, `MasterKeyRefused`. */
export const mongoKeys = async ({ url, service, ledger: place, masterKey }: MongoKeysOptions): Promise<Keys> => {
  const secret = masterKey instanceof Uint8Array ? masterKey : await openMasterKey(masterKey.file, masterKey);
  const master = createSecretKey(secret);
  const mongo = await openMongo({ url, what: 'keys', database: `${service}-keys` });
  let ledger: SharedErasureLedger | undefined;
  try {
    ledger = await openLedger(place, service);
    const rows = mongo.db.collection<KeyRow>('keys');
    await assertMasterKey(mongo, rows, master);
    await makeIndexes(mongo.db, 'keys', keyIndexes);
    // A restored database forgets again what was erased after its backup.
    const erased = await ledger.entries();
    for (let from = 0; from < erased.length; from += 500) await erase(rows, erased.slice(from, from + 500));
    return keysIn(mongo, rows, ledger, master);
  } catch (error) {
    await ledger?.close();
    await mongo.close();
    throw error;
  }
};
