import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { MongoRefused, reasonOf, saysNoTransactions } from './errors.ts';
import { clientOptions, limits } from './settings.ts';

export interface MongoOptions {
  /** `mongodb://…` or `mongodb+srv://…`. A database in it is the prefix of ours; without, `motcua`. */
  readonly url: string;
  /** What is kept there, for a refusal: `read models`. */
  readonly what: string;
  /** Our database, after the prefix: `tracking-read`. */
  readonly database: string;
}

/** A deployment that was looked at: it has a primary, lets us in, and a majority of it confirms writes. */
export interface Mongo {
  readonly client: MongoClient;
  readonly db: Db;
  /** False where the deployment speaks the protocol but has no transactions. */
  readonly transactions: boolean;
  /** True once `close` was called: the driver itself would connect again. */
  readonly closed: () => boolean;
  close(): Promise<void>;
}

/** A start that does not get an answer says so within five seconds, what else a start takes included. */
const openWithinMs = 3_500;

const clientOf = ({ url, what }: MongoOptions): MongoClient => {
  try {
    return new MongoClient(url, clientOptions);
  } catch (error) {
    throw new MongoRefused(`the ${what}: not an address of MongoDB (${reasonOf(error)})`);
  }
};

const databaseOf = (client: MongoClient, database: string): string => {
  const prefix = client.options.dbName === 'test' ? 'motcua' : client.options.dbName;
  const name = `${prefix}-${database}`;
  if (!/^[a-z0-9_-]{1,60}$/i.test(name)) throw new MongoRefused(`not a name of a database: ${name}`);
  return name;
};

/** A lone server acknowledges "majority" too, and forgets it when its disk goes: it promises nothing. */
const assertReplicated = async (db: Db): Promise<void> => {
  const hello = await db.command({ hello: 1, ...limits.start });
  if (typeof hello['setName'] !== 'string' && hello['msg'] !== 'isdbgrid')
    throw new MongoRefused('it is a server on its own, without majority writes; make it a replica set, if of one');
};

/** Writes once for real, since a set whose members are away accepts connections all the same; then tries a transaction. */
const probe = async (client: MongoClient, db: Db): Promise<boolean> => {
  const probes = db.collection<{ _id: string }>('motcua-probes');
  const _id = randomUUID();
  await probes.insertOne({ _id }, { writeConcern: { w: 'majority', journal: true, wtimeoutMS: 2_500 }, ...limits.start });
  const session = client.startSession();
  try {
    session.startTransaction({ maxCommitTimeMS: limits.start.maxTimeMS });
    await probes.deleteOne({ _id }, { session, ...limits.start });
    await session.commitTransaction();
    return true;
  } catch (error) {
    if (!saysNoTransactions(error)) throw error;
    await probes.deleteOne({ _id }, limits.start);
    return false;
  } finally {
    await session.endSession();
  }
};

const hostsOf = (client: MongoClient): string => client.options.srvHost ?? client.options.hosts.map((host) => host.toString()).join(', ');

/** Connects and looks at what is there. Throws `MongoRefused` within five seconds where it is not what we need. */
export const openMongo = async (options: MongoOptions): Promise<Mongo> => {
  const client = clientOf(options);
  let closed = false;
  const tooLate = new AbortController();
  const look = async (): Promise<Mongo> => {
    await client.connect();
    const db = client.db(databaseOf(client, options.database));
    await assertReplicated(db);
    const transactions = await probe(client, db);
    const close = async (): Promise<void> => {
      closed = true;
      await client.close();
    };
    return { client, db, transactions, closed: () => closed, close };
  };
  const looking = look();
  const late = sleep(openWithinMs, undefined, { signal: tooLate.signal }).then(() => {
    throw new MongoRefused(`it does not answer within ${openWithinMs} ms`);
  });
  try {
    return await Promise.race([looking, late]);
  } catch (error) {
    looking.catch(() => undefined);
    await client.close();
    throw new MongoRefused(`the ${options.what} at ${hostsOf(client)} cannot be used: ${reasonOf(error)}`, { cause: error });
  } finally {
    late.catch(() => undefined);
    tooLate.abort();
  }
};
