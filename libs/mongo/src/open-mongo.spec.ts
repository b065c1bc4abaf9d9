import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Mongo, openMongo } from './index.ts';
import { type Interception, mongoForTests, mongoProxy } from './testing/index.ts';

const server = await mongoForTests();
afterAll(() => server.stop());

const open = async (url: string): Promise<Mongo> => {
  const mongo = await openMongo({ url, what: 'read models', database: 'tracking-read' });
  onTestFinished(() => mongo.close());
  return mongo;
};
/** The promise to whoever deploys: a start that cannot succeed ends, with its reason, in this time. Not a measure of speed. */
const refusedWithinMs = 5_000;
const refusalOf = async (url: string): Promise<string> => {
  const start = performance.now();
  const refused = await open(url).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(performance.now() - start).toBeLessThan(refusedWithinMs);
  expect(refused?.name).toBe('MongoRefused');
  const message = refused?.message ?? '';
  expect(message).not.toContain('\n');
  return message;
};

const hello = { ok: 1, helloOk: true, isWritablePrimary: true, maxWireVersion: 21, minWireVersion: 0, maxBsonObjectSize: 16_777_216 };
const ofSet = { ...hello, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000, logicalSessionTimeoutMinutes: 30, setName: 'rs0' };
/** A double of a server, where the real one here cannot be brought into that state. */
const double = async (greeting: object, others: Readonly<Record<string, Interception>> = {}) => {
  const proxy = await mongoProxy(undefined, ({ name }) =>
    name === 'hello' || name === 'ismaster' ? { answer: greeting } : (others[name] ?? undefined),
  );
  onTestFinished(() => proxy.close());
  return proxy;
};

describe('a deployment that is not what we need is refused in one line within five seconds', () => {
  test.each(['', 'http://127.0.0.1', 'mongodb://', 'mongodb://u:p@ss@h', 'mongodb://h/?replicaset'])('the address %j', async (url) => {
    expect(await refusalOf(url)).toContain('read models');
  });

  test('nobody there', async () => {
    expect(await refusalOf('mongodb://127.0.0.1:1/')).toMatch(/^the read models at 127\.0\.0\.1:1 cannot be used: no primary answers/);
  });

  test('no such host', async () => {
    expect(await refusalOf('mongodb://nobody.invalid/')).toContain('no primary answers');
  });

  test('a server that accepts and says nothing', async () => {
    const proxy = await mongoProxy(undefined, () => ({ swallow: true }));
    onTestFinished(() => proxy.close());
    expect(await refusalOf(proxy.url)).toContain('no primary answers');
  });

  test('one that greets and then says nothing', async () => {
    const proxy = await double(ofSet, { insert: { swallow: true } });
    expect(await refusalOf(proxy.url)).toContain('does not answer');
  });

  test('wrong credentials, which are not said again', async () => {
    const answer = { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
    const proxy = await double(ofSet, { saslStart: { answer } });
    const message = await refusalOf(proxy.url.replace('mongodb://', 'mongodb://officer:hush-hush@'));
    expect(message).toContain('refuses the user name or password');
    expect(message).not.toContain('hush');
  });

  test('a server on its own', async () => {
    const proxy = await double({ ...ofSet, setName: undefined });
    expect(await refusalOf(proxy.url)).toContain('without majority');
  });

  test('a set whose majority is away', async () => {
    const writeConcernError = { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting for replication timed out' };
    const proxy = await double(ofSet, { insert: { answer: { ok: 1, n: 1, writeConcernError } } });
    expect(await refusalOf(proxy.url)).toContain('no majority');
  });
});

describe('a write that is not answered', () => {
  /** As soon as the server is known to answer nothing: who asks when it is back is not to wait for what it has forgotten. Not a measure of speed. */
  const givenUpWithinMs = 6_000;

  test('is given up with its connection where the server does not greet any more either', async () => {
    let hangs = false;
    const proxy = await mongoProxy(undefined, ({ name }) => {
      if (hangs) return { swallow: true };
      return name === 'hello' || name === 'ismaster' ? { answer: ofSet } : { answer: { ok: 1, n: 1 } };
    });
    onTestFinished(() => proxy.close());
    const { client, db } = await open(proxy.url);
    const closed = new Promise((resolve) => client.once('connectionPoolCleared', resolve));
    hangs = true;
    const start = performance.now();
    const written = db.collection('things').insertOne({});
    written.catch(() => undefined);
    expect(await closed).toMatchObject({ interruptInUseConnections: true });
    expect(performance.now() - start).toBeLessThan(givenUpWithinMs);
    await expect(written).rejects.toMatchObject({ name: 'MongoServerSelectionError' });
  });
});

test('a deployment without transactions is used without them', async () => {
  const answer = { ok: 0, code: 20, codeName: 'IllegalOperation', errmsg: 'no transactions' };
  const proxy = await mongoProxy(undefined, ({ name, body }) => {
    if (name === 'hello' || name === 'ismaster') return { answer: ofSet };
    return 'startTransaction' in body ? { answer } : { answer: { ok: 1, n: 1 } };
  });
  onTestFinished(() => proxy.close());
  expect((await open(proxy.url)).transactions).toBe(false);
});

describe.skipIf(server.url === undefined)('a real server', () => {
  test('is opened, and every command to it says how long it may take', async () => {
    const commands: { name: string; maxTimeMS: unknown }[] = [];
    const proxy = await mongoProxy(server.fresh(), ({ name, body }) => void commands.push({ name, maxTimeMS: body['maxTimeMS'] }));
    onTestFinished(() => proxy.close());
    const mongo = await open(proxy.url);
    expect(mongo.transactions).toBe(true);
    expect(mongo.db.databaseName).toMatch(/-tracking-read$/);
    const ours = commands.filter(({ name }) => ['insert', 'delete'].includes(name));
    expect(ours.length).toBeGreaterThan(1);
    expect(ours.filter(({ maxTimeMS }) => typeof maxTimeMS !== 'number')).toEqual([]);
  });
});
