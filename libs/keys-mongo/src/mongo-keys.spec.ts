import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isStoreUnavailable } from '@motcua/es';
import { type ArchivedKey, KeyDestroyed, type Keys, openErasureLedger, sqliteKeyArchive, sqliteKeys } from '@motcua/keys';
import { type KeyPlace, keyArchiveContract, keysContract } from '@motcua/keys/testing';
import { hangingMongo, mongoForTests, mongoProxy } from '@motcua/mongo/testing';
import { newDataKey } from '@motcua/sealing';
import { MongoBulkWriteError, MongoClient } from 'mongodb';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { type MongoKeysOptions, mongoErasureLedger, mongoKeyArchive, mongoKeys } from './index.ts';

const server = await mongoForTests();
const root = mkdtempSync(join(tmpdir(), 'motcua-keys-'));
afterAll(async () => {
  rmSync(root, { recursive: true, force: true });
  await server.stop();
});
const ledgerFile = (): string => join(mkdtempSync(join(root, 'k-')), 'erasures.jsonl');
const master = newDataKey();
const open = async (url: string, ledger: MongoKeysOptions['ledger'] = ledgerFile(), masterKey = master): Promise<Keys> => {
  const keys = await mongoKeys({ url, service: 'intake', ledger, masterKey });
  onTestFinished(() => keys.close());
  return keys;
};
const rowsOf = async (url: string): Promise<string> => {
  const client = new MongoClient(url);
  try {
    const rows = client.db(`${new URL(url).pathname.slice(1)}-intake-keys`).collection('keys');
    return JSON.stringify(await rows.find().toArray());
  } finally {
    await client.close();
  }
};

describe.skipIf(server.url === undefined)('on a real server', () => {
  keysContract('mongoKeys', () => mongoKeys({ url: server.fresh(), service: 'intake', ledger: ledgerFile(), masterKey: master }));

  keysContract('mongoKeys with a ledger in a database', () =>
    mongoKeys({ url: server.fresh(), service: 'intake', ledger: { url: server.fresh() }, masterKey: master }),
  );

  const onMongo = (): KeyPlace => {
    const options = { url: server.fresh(), service: 'intake', ledger: ledgerFile(), masterKey: master };
    return { keys: () => mongoKeys(options), archive: () => mongoKeyArchive(options) };
  };
  const inAFile = (): KeyPlace => {
    const ledger = ledgerFile();
    const options = { file: `${ledger}.keys.db`, ledger, masterKey: master };
    return { keys: () => sqliteKeys(options), archive: async () => sqliteKeyArchive(options.file) };
  };
  keyArchiveContract('mongoKeyArchive', onMongo);
  keyArchiveContract('mongoKeyArchive → sqliteKeyArchive', onMongo, inAFile);
  keyArchiveContract('sqliteKeyArchive → mongoKeyArchive', inAFile, onMongo);

  test('another master key is refused after a restore too, before it becomes the one that counts', async () => {
    const [from, to] = [server.fresh(), server.fresh()];
    await (await open(from)).create(randomUUID(), 'a');
    const [source, target] = await Promise.all([from, to].map((url) => mongoKeyArchive({ url, service: 'intake' })));
    await target?.restore(source?.rows() ?? expect.unreachable());
    await Promise.all([source?.close(), target?.close()]);
    await expect(open(to, ledgerFile(), newDataKey())).rejects.toThrow('the master key is not the one');
    await open(to);
  });

  test('two instances asked for the same new id at once answer one key', async () => {
    const url = server.fresh();
    const [one, two] = await Promise.all([open(url), open(url)]);
    for (let round = 0; round < 10; round += 1) {
      const id = randomUUID();
      const [a, b] = await Promise.all([one.create(id, 'a'), two.create(id, 'a')]);
      expect(Buffer.from(a).equals(b)).toBe(true);
    }
  });

  test('a key that is made while its person is erased is destroyed or never was', async () => {
    const url = server.fresh();
    const [one, two] = await Promise.all([open(url), open(url)]);
    for (let round = 0; round < 10; round += 1) {
      const [id, subject] = [randomUUID(), `person-${round}`];
      await one.create(id, subject);
      await Promise.allSettled([one.destroySubject(subject, new Date()), two.create(id, subject)]);
      await expect(two.create(id, subject)).rejects.toThrow(KeyDestroyed);
      expect((await two.keysOf([id])).size).toBe(0);
    }
  });

  test('the database holds no key in clear, and nothing of it after an erasure', async () => {
    const url = server.fresh();
    const keys = await open(url);
    const id = randomUUID();
    const key = Buffer.from(await keys.create(id, 'a'));
    expect(await rowsOf(url)).toContain('wrapped');
    expect(await rowsOf(url)).not.toContain(key.toString('base64'));
    await keys.destroySubject('a', new Date());
    expect(await rowsOf(url)).not.toContain('wrapped');
  });

  test('another master key is refused at the start, before anything is made with it', async () => {
    const url = server.fresh();
    await open(url);
    await expect(open(url, ledgerFile(), newDataKey())).rejects.toThrow('the master key is not the one');
  });

  test('a restored database forgets again what was erased after its backup', async () => {
    const [url, ledger] = [server.fresh(), ledgerFile()];
    const [gone, kept] = [randomUUID(), randomUUID()];
    const keys = await open(url);
    await keys.create(gone, 'a');
    await keys.create(kept, 'b');
    const remembered = openErasureLedger(ledger);
    remembered.append({ subjectId: 'a', dossiers: [gone], erasedAt: '2026-11-22T00:00:00.000Z' });
    remembered.close();
    for (let start = 0; start < 2; start += 1) {
      const restored = await open(url, ledger);
      expect([...(await restored.keysOf([gone, kept])).keys()]).toEqual([kept]);
      expect(await restored.isDestroyed(gone)).toBe(true);
    }
  });

  test('with a ledger in a database any instance erases again what another one erased', async () => {
    const [url, ledger] = [server.fresh(), { url: server.fresh() }];
    const [gone, kept] = [randomUUID(), randomUUID()];
    const archive = await mongoKeyArchive({ url, service: 'intake' });
    onTestFinished(() => archive.close());
    const keys = await open(url, ledger);
    await keys.create(gone, 'a');
    await keys.create(kept, 'b');
    const backup: ArchivedKey[] = [];
    for await (const row of archive.rows()) backup.push(row);
    await keys.destroySubject('a', new Date('2026-11-22T00:00:00Z'));
    await keys.destroySubject('nobody', new Date());
    const restored = server.fresh();
    const target = await mongoKeyArchive({ url: restored, service: 'intake' });
    onTestFinished(() => target.close());
    await target.restore(Readable.from(backup));
    const other = await open(restored, ledger);
    expect([...(await other.keysOf([gone, kept])).keys()]).toEqual([kept]);
    expect(await other.isDestroyed(gone)).toBe(true);
    const told = await mongoErasureLedger({ ...ledger, service: 'intake' });
    onTestFinished(() => told.close());
    expect(await told.entries()).toEqual([{ subjectId: 'a', dossiers: [gone], erasedAt: '2026-11-22T00:00:00.000Z' }]);
  });

  test.each([
    ['one of many operations failed otherwise', { writeErrors: [11_000, 9_001, 11_000] }],
    ['no majority has them', { writeErrors: [11_000, 11_000, 11_000], writeConcernError: { code: 64, errmsg: 'waiting for replication' } }],
  ])('keys whose erasure could not be repeated are not opened: %s', async (_what, { writeErrors, ...others }) => {
    const [url, ledger] = [server.fresh(), ledgerFile()];
    await open(url);
    const remembered = openErasureLedger(ledger);
    remembered.append({ subjectId: 'a', dossiers: ['1', '2', '3'], erasedAt: '2026-11-22T00:00:00.000Z' });
    remembered.close();
    let answers = 0;
    const answer = { ok: 1, n: 0, nModified: 0, writeErrors: writeErrors.map((code, index) => ({ index, code, errmsg: 'x' })), ...others };
    const proxy = await mongoProxy(url, ({ name, body }) => {
      if (name !== 'update' || body['update'] !== 'keys') return undefined;
      answers += 1;
      return { answer };
    });
    onTestFinished(() => proxy.close());
    await expect(open(proxy.url, ledger)).rejects.toThrow(MongoBulkWriteError);
    expect(answers).toBe(1);
  });

  test('every list names its index', async () => {
    const lists: unknown[] = [];
    const asked = async (url: string) => {
      const proxy = await mongoProxy(url, ({ name, body }) => {
        if (name === 'find' && !body['singleBatch']) lists.push([body['find'], body['hint']]);
        return undefined;
      });
      onTestFinished(() => proxy.close());
      return proxy.url;
    };
    const url = await asked(server.fresh());
    const keys = await open(url, { url: await asked(server.fresh()) });
    const id = randomUUID();
    await keys.create(id, 'a');
    await Promise.all([keys.keysOf([id]), keys.dossiersOf('a'), keys.createdSince('a', new Date(0)), keys.uploadsBefore(new Date(), 1)]);
    await keys.destroySubject('a', new Date());
    await keys.erasures();
    const archive = await mongoKeyArchive({ url, service: 'intake' });
    onTestFinished(() => archive.close());
    for await (const row of archive.rows()) expect(row.id).toBe(id);
    const named = new Set(lists.map((list) => JSON.stringify(list)));
    expect([...named].sort()).toEqual(
      ['["erasures","_id_"]', ...['_id_', 'by-erasure', 'by-subject', 'by-upload'].map((index) => `["keys","${index}"]`)].sort(),
    );
  });

  test('what a ledger in a file held is taken over, once', async () => {
    const [former, ledger] = [ledgerFile(), { url: server.fresh() }];
    const [url, gone] = [server.fresh(), randomUUID()];
    await (await open(url, former)).create(gone, 'a');
    await (await open(url, former)).destroySubject('a', new Date('2026-11-22T00:00:00Z'));
    for (let start = 0; start < 2; start += 1) await open(server.fresh(), { ...ledger, former });
    const told = await mongoErasureLedger({ ...ledger, service: 'intake' });
    onTestFinished(() => told.close());
    expect(await told.entries()).toEqual([{ subjectId: 'a', dossiers: [gone], erasedAt: '2026-11-22T00:00:00.000Z' }]);
  });

  test('nobody is erased whom the ledger could not be told of', async () => {
    const proxy = await hangingMongo(server.fresh(), { greets: true });
    onTestFinished(() => proxy.close());
    const [url, id] = [server.fresh(), randomUUID()];
    const keys = await open(url, { url: proxy.url });
    await keys.create(id, 'a');
    proxy.hang();
    await expect(keys.destroySubject('a', new Date())).rejects.toSatisfy(isStoreUnavailable);
    expect(proxy.swallowed()).toBeGreaterThan(0);
    expect([...(await keys.keysOf([id])).keys()]).toEqual([id]);
    proxy.thaw();
    expect(await keys.destroySubject('a', new Date())).toEqual({ dossiers: [id] });
  });

  test('a write that is cut off after it was done is made once; where nothing answers the store is unavailable', async () => {
    let cut: 'after' | 'before' | undefined;
    let cuts = 0;
    const proxy = await mongoProxy(server.fresh(), ({ name }) => {
      if (name !== 'insert' || cut === undefined || (cut === 'after' && cuts > 0)) return undefined;
      cuts += 1;
      return { cut };
    });
    onTestFinished(() => proxy.close());
    const keys = await open(proxy.url);
    const id = randomUUID();
    cut = 'after';
    const key = await keys.create(id, 'a');
    expect(cuts).toBe(1);
    expect(Buffer.from((await keys.keysOf([id])).get(id) ?? []).equals(key)).toBe(true);
    cut = 'before';
    expect(isStoreUnavailable(await keys.create(randomUUID(), 'a').catch((error: unknown) => error))).toBe(true);
  });

  test.each([true, false])(
    'a server that hangs (it still greets: %s) is said to be away within two seconds, and is used again',
    async (greets) => {
      const proxy = await hangingMongo(server.fresh(), { greets });
      onTestFinished(() => proxy.close());
      const keys = await open(proxy.url);
      const [id, next] = [randomUUID(), randomUUID()];
      const key = await keys.create(id, 'a');
      const told = async (asked: Promise<unknown>): Promise<number> => {
        const start = performance.now();
        await expect(asked).rejects.toSatisfy(isStoreUnavailable);
        return performance.now() - start;
      };
      proxy.hang();
      const waits = await Promise.all([
        told(keys.create(next, 'a')),
        told(keys.createForUpload(randomUUID())),
        told(keys.keysOf([id])),
        told(keys.isDestroyed(id)),
        told(keys.destroySubject('b', new Date())),
      ]);
      // The promise to callers, not a measure of speed.
      expect(Math.max(...waits)).toBeLessThan(2_000);
      expect(proxy.swallowed()).toBeGreaterThan(0);
      proxy.thaw();
      expect(Buffer.from((await keys.keysOf([id])).get(id) ?? []).equals(key)).toBe(true);
      const made = await keys.create(next, 'a');
      expect(Buffer.from((await keys.keysOf([next])).get(next) ?? []).equals(made)).toBe(true);
    },
  );
});
