import { setTimeout as sleep } from 'node:timers/promises';
import { hangingMongo, type Interception, type MongoProxy, mongoForTests, mongoProxy } from '@motcua/mongo/testing';
import type { Collection, CollectionDeclaration, ReadModels, StoredDocument } from '@motcua/read-models';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { mongoReadModels } from './index.ts';

const server = await mongoForTests();
afterAll(() => server.stop());

const declaration: CollectionDeclaration = { name: 'test-things', version: 1, indexes: { code: { keys: ['code'], unique: true } } };
const at = (position: number) => ({ intake: { epoch: 'e', position } });
const thing = (id: string, text: string): StoredDocument => ({ id, state: JSON.stringify(text), keys: { code: text } });
const batch = (from: number, to: number, ...upserts: readonly StoredDocument[]) => ({
  upserts,
  deletes: [],
  checkpoints: at(to),
  expected: from === 0 ? {} : at(from),
});

const open = async (url: string, transactions?: false): Promise<ReadModels> => {
  const models = await mongoReadModels({ url, service: 'tracking', ...(transactions === false && { transactions }) });
  onTestFinished(() => models.close());
  return models;
};
/** Commands of one kind are struck once, from now on. */
const struck = async (url: string) => {
  let strike: ((name: string, turn: number) => Interception | undefined) | undefined;
  let seen = 0;
  const proxy: MongoProxy = await mongoProxy(url, ({ name }) => strike?.(name, seen));
  onTestFinished(() => proxy.close());
  return {
    url: proxy.url,
    times: () => seen,
    once(kind: string, interception: Interception) {
      seen = 0;
      strike = (name) => {
        if (name !== kind) return undefined;
        seen += 1;
        return seen === 1 ? interception : undefined;
      };
    },
    always(kind: string, interception: Interception) {
      seen = 0;
      strike = (name) => {
        if (name === kind) seen += 1;
        return name === kind ? interception : undefined;
      };
    },
    never: () => {
      strike = undefined;
    },
  };
};
const stateOf = async (collection: Collection, id: string) => (await collection.get(id))?.state;

/** As a primary says it that has just become a secondary; within a transaction, all of it is to be tried again. */
const steppedDown = (label: string): Interception => ({
  answer: { ok: 0, code: 189, codeName: 'PrimarySteppedDown', errmsg: 'operation was interrupted', errorLabels: [label] },
});

describe.skipIf(server.url === undefined).each([
  ['with transactions', undefined],
  ['without transactions', false as const],
])('%s', (_name, transactions) => {
  test('of two instances that write at once one wins, whatever the round', async () => {
    const url = server.fresh();
    const both = await Promise.all([open(url, transactions), open(url, transactions)]);
    const collections = await Promise.all(both.map((models) => models.open(declaration)));
    for (let round = 0; round < 10; round += 1) {
      const won = await Promise.all(collections.map((one, n) => one.apply(batch(round, round + 1, thing('same', `${round} of ${n}`)))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await stateOf(collections[0] as Collection, 'same')).toBe(JSON.stringify(`${round} of ${won.indexOf(true)}`));
    }
  });

  test('instances that make the same collection at once share it', async () => {
    const url = server.fresh();
    const all = await Promise.all(Array.from({ length: 5 }, () => open(url, transactions)));
    const [first, ...others] = await Promise.all(all.map((models) => models.open(declaration)));
    await first?.apply(batch(0, 1, thing('a', 'A')));
    for (const other of others) expect(await stateOf(other, 'a')).toBe('"A"');
    expect(await all[0]?.list()).toHaveLength(1);
  });

  test.each([
    ['the primary steps down', steppedDown],
    ['the connection is cut before the write', (): Interception => ({ cut: 'before' })],
    ['the connection is cut after the write', (): Interception => ({ cut: 'after' })],
  ])('%s: retried by itself, written once', async (_fault, fault) => {
    const proxy = await struck(server.fresh());
    const collection = await (await open(proxy.url, transactions)).open(declaration);
    for (const [round, kind] of ['findAndModify', 'update', transactions === false ? 'update' : 'commitTransaction'].entries()) {
      const inTransaction = transactions !== false && kind !== 'commitTransaction';
      proxy.once(kind, fault(inTransaction ? 'TransientTransactionError' : 'RetryableWriteError'));
      expect(await collection.apply(batch(round, round + 1, thing('a', `${round}`)))).toBe(true);
      expect(proxy.times()).toBeGreaterThan(1);
      expect(await stateOf(collection, 'a')).toBe(`"${round}"`);
      expect(await collection.checkpoints()).toEqual(at(round + 1));
    }
  });

  test('a server that finds a query too slow, or is away, is said to be unavailable, and is used again afterwards', async () => {
    const proxy = await struck(server.fresh());
    const collection = await (await open(proxy.url, transactions)).open(declaration);
    for (const fault of [{ answer: { ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'too slow' } }, { cut: 'before' as const }]) {
      proxy.always('find', fault);
      await expect(collection.get('a')).rejects.toMatchObject({ name: 'ReadModelsUnavailable' });
      await expect(collection.find({ index: 'code', where: {}, limit: 1 })).rejects.toMatchObject({ name: 'ReadModelsUnavailable' });
      proxy.never();
      expect(await collection.get('a')).toBeUndefined();
    }
  });

  test('every command says how long it may take, and every list by which index', async () => {
    const commands: { readonly name: string; readonly maxTimeMS: unknown; readonly hint: unknown; readonly sort: unknown }[] = [];
    const proxy = await mongoProxy(server.fresh(), ({ name, body }) => {
      commands.push({ name, maxTimeMS: body['maxTimeMS'], hint: body['hint'], sort: body['sort'] });
      return undefined;
    });
    onTestFinished(() => proxy.close());
    const models = await open(proxy.url, transactions);
    const collection = await models.open(declaration);
    await collection.apply({ ...batch(0, 1, thing('a', 'A')), deletes: ['b'] });
    await Promise.all([collection.get('a'), collection.getMany(['a']), collection.findOne('code', 'A'), collection.count()]);
    const page = await collection.find({ index: 'code', where: {}, limit: 1 });
    expect(page.items).toHaveLength(1);
    await Promise.all([collection.scan({ limit: 1 }), models.list(), models.activate('test-things', 1), models.active('test-things')]);
    await models.drop('test-things', 1);
    const handshake = new Set(['hello', 'ismaster', 'endSessions', 'ping']);
    const ours = commands.filter(({ name }) => !handshake.has(name));
    expect(ours.length).toBeGreaterThan(15);
    expect(ours.filter(({ maxTimeMS }) => typeof maxTimeMS !== 'number')).toEqual([]);
    const byKey = ours.filter(({ sort }) => JSON.stringify(sort)?.includes('keys.'));
    expect(byKey.length).toBeGreaterThan(0);
    expect(byKey.filter(({ hint }) => hint !== 'by-code')).toEqual([]);
  });
});

describe.skipIf(server.url === undefined).each([true, false])('a server that hangs (it still greets: %s)', (greets) => {
  /** The promise to whoever looks up: while the read database is away he is told so, with 503, in this time. Not a measure of speed. */
  const toldWithinMs = 2_000;

  test('keeps no look-up longer than two seconds, be there more than connections; when it answers again, so do look-ups', async () => {
    const proxy = await hangingMongo(server.fresh(), { greets });
    onTestFinished(() => proxy.close());
    const models = await open(proxy.url);
    const collection = await models.open(declaration);
    expect(await collection.apply(batch(0, 1, thing('a', 'A')))).toBe(true);
    const told = async (lookUp: () => Promise<unknown>): Promise<number> => {
      const start = performance.now();
      await expect(lookUp()).rejects.toMatchObject({ name: 'ReadModelsUnavailable' });
      return performance.now() - start;
    };
    const page = { index: 'code', where: {}, limit: 1 };
    const inUse = () => models.active('test-things');
    const lookUps = [() => collection.get('a'), () => collection.findOne('code', 'A'), () => collection.find(page), inUse];
    proxy.hang();
    const waits = await Promise.all(Array.from({ length: 90 }, (_, n) => told(lookUps[n % 4] as () => Promise<unknown>)));
    expect(Math.max(...waits)).toBeLessThan(toldWithinMs);
    expect(proxy.swallowed()).toBeGreaterThan(0);
    proxy.thaw();
    expect(await stateOf(collection, 'a')).toBe('"A"');
  });
});

describe.skipIf(server.url === undefined)('without transactions', () => {
  /** Ends the turn that somebody holds, as time would. */
  const expireTurn = async (url: string): Promise<void> => {
    const client = new MongoClient(server.url ?? '');
    const name = `${new URL(url).pathname.slice(1)}-tracking-read`;
    await client
      .db(name)
      .collection('fillings')
      .updateMany({}, { $set: { takenUntil: new Date(0) } });
    await client.close();
  };

  test('a stale writer neither writes over what is newer nor brings back what was deleted', async () => {
    const url = server.fresh();
    const proxy = await struck(url);
    const stale = await (await open(proxy.url, false)).open(declaration);
    const fresh = await (await open(url, false)).open(declaration);
    expect(await fresh.apply(batch(0, 1, thing('a', 'first'), thing('b', 'first')))).toBe(true);

    const released = Promise.withResolvers<void>();
    proxy.once('update', { after: released.promise });
    const late = stale.apply(batch(1, 2, thing('a', 'stale'), thing('b', 'stale')));
    while (proxy.times() === 0) await sleep(5);
    expect(await fresh.apply(batch(1, 3, thing('a', 'fresh')))).toBe(false);
    await expireTurn(url);
    expect(await fresh.apply({ ...batch(1, 3, thing('a', 'fresh')), deletes: ['b'] })).toBe(true);
    released.resolve();
    expect(await late).toBe(false);
    expect(await stateOf(fresh, 'a')).toBe('"fresh"');
    expect(await fresh.get('b')).toBeUndefined();
    expect(await fresh.count()).toBe(1);
    expect(await fresh.checkpoints()).toEqual(at(3));
  });

  test('cut off between documents and checkpoint, the same batch again changes nothing but the checkpoint', async () => {
    const proxy = await struck(server.fresh());
    const collection = await (await open(proxy.url, false)).open(declaration);
    let updates = 0;
    const cutting = await mongoProxy(proxy.url, ({ name }) => {
      if (name === 'update') updates += 1;
      return name === 'update' && updates > 1 ? { cut: 'before' } : undefined;
    });
    onTestFinished(() => cutting.close());
    const dying = await (await open(cutting.url, false)).open(declaration);
    await expect(dying.apply(batch(0, 1, thing('a', 'A')))).rejects.toMatchObject({ name: 'ReadModelsUnavailable' });
    expect(await stateOf(collection, 'a')).toBe('"A"');
    expect(await collection.checkpoints()).toEqual({});
    await expireTurn(cutting.url);
    const before = await collection.scan({ limit: 10 });
    expect(await collection.apply(batch(0, 1, thing('a', 'A')))).toBe(true);
    expect(await collection.scan({ limit: 10 })).toEqual(before);
    expect(await collection.checkpoints()).toEqual(at(1));
  });
});
