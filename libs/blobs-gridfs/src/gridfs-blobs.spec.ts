import { randomBytes } from 'node:crypto';
import { BlobDamaged } from '@motcua/blobs';
import { blobsContract } from '@motcua/blobs/testing';
import { isStoreUnavailable } from '@motcua/es';
import { hangingMongo, mongoForTests, mongoProxy } from '@motcua/mongo/testing';
import { Binary, type Db, GridFSBucket, MongoClient, ObjectId } from 'mongodb';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { gridfsBlobs } from './index.ts';

const server = await mongoForTests();
const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
  await server.stop();
});
const open = async (url: string) => {
  const blobs = await gridfsBlobs({ url, service: 'intake' });
  opened.push(blobs);
  return blobs;
};
const databaseOf = (url: string): Db => {
  const client = new MongoClient(url);
  onTestFinished(() => client.close());
  return client.db(`${new URL(url).pathname.slice(1)}-intake-blobs`);
};
const countsOf = async (db: Db) => ({
  files: await db.collection('fs.files').countDocuments(),
  chunks: await db.collection('fs.chunks').countDocuments(),
  incoming: await db.collection('incoming').countDocuments(),
});

describe.skipIf(server.url === undefined)('on a real server', () => {
  blobsContract('gridfsBlobs', () => open(server.fresh()));

  test('a large blob lies in several chunks, as GridFS has them', async () => {
    const url = server.fresh();
    const blobs = await open(url);
    const bytes = randomBytes(9 * 1_024 * 1_024);
    const hash = await blobs.put(bytes);
    expect(bytes.equals((await blobs.get(hash)) ?? Buffer.alloc(0))).toBe(true);
    const read: Buffer[] = [];
    for await (const chunk of new GridFSBucket(databaseOf(url)).openDownloadStreamByName(hash)) read.push(chunk as Buffer);
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
  });

  test('put by two instances at once and removed, nothing is left over', async () => {
    const url = server.fresh();
    const db = databaseOf(url);
    const [one, two] = await Promise.all([open(url), open(url)]);
    const hashes = await Promise.all([one, two, one, two].map((blobs) => blobs.put(Buffer.from('ba'))));
    expect(new Set(hashes).size).toBe(1);
    expect(await countsOf(db)).toEqual({ files: 1, chunks: 1, incoming: 0 });
    await one.remove(hashes[0] ?? '');
    expect(await countsOf(db)).toEqual({ files: 0, chunks: 0, incoming: 0 });
  });

  test('what a crash left half written is swept, also where it is put again', async () => {
    const url = server.fresh();
    const db = databaseOf(url);
    const proxy = await mongoProxy(url, ({ body }) => (body['insert'] === 'fs.files' ? { cut: 'before' } : undefined));
    onTestFinished(() => proxy.close());
    const refused = await (await open(proxy.url)).put(Buffer.from('bốn')).catch((error: unknown) => error);
    expect(isStoreUnavailable(refused)).toBe(true);
    expect(await countsOf(db)).toEqual({ files: 0, chunks: 1, incoming: 1 });
    const blobs = await open(url);
    const hash = await blobs.put(Buffer.from('bốn'));
    await db.collection('incoming').updateMany({}, { $set: { since: new Date(0) } });
    await open(url);
    expect(await countsOf(db)).toEqual({ files: 1, chunks: 1, incoming: 0 });
    expect(Buffer.from((await blobs.get(hash)) ?? []).toString()).toBe('bốn');
  });

  test('however many uploads were abandoned, all are swept', async () => {
    const url = server.fresh();
    await open(url);
    const incoming = databaseOf(url).collection('incoming');
    await incoming.insertMany(Array.from({ length: 1_100 }, () => ({ since: new Date(0) })));
    await open(url);
    expect(await incoming.countDocuments()).toBe(0);
  });

  test('what is swept is what no file has: a note that outlived its upload takes nothing away', async () => {
    const url = server.fresh();
    const blobs = await open(url);
    const hash = await blobs.put(Buffer.from('sáu'));
    const db = databaseOf(url);
    const whole = (await db.collection('fs.files').findOne({}))?._id ?? expect.unreachable('it was put');
    const gone = new ObjectId();
    await db.collection('fs.chunks').insertOne({ files_id: gone, n: 0, data: new Binary(Buffer.from('bảy')) });
    await db.collection('incoming').insertMany([whole, gone].map((_id) => ({ _id, since: new Date(0) })));
    await open(url);
    expect(await countsOf(db)).toEqual({ files: 1, chunks: 1, incoming: 0 });
    expect(Buffer.from((await blobs.get(hash)) ?? []).toString()).toBe('sáu');
  });

  test('every list names its index', async () => {
    const lists: unknown[] = [];
    const proxy = await mongoProxy(server.fresh(), ({ name, body }) => {
      if (name === 'find' && !body['singleBatch']) lists.push([body['find'], body['hint']]);
      return undefined;
    });
    onTestFinished(() => proxy.close());
    const blobs = await open(proxy.url);
    const hash = await blobs.put(Buffer.from('mười một'));
    await blobs.get(hash);
    for await (const known of blobs.hashes()) expect(known).toBe(hash);
    expect(lists).toEqual([
      ['incoming', 'by-age'],
      ['fs.chunks', 'by-file'],
      ['fs.files', 'by-hash'],
    ]);
  });

  test('changed bytes are never handed out', async () => {
    const url = server.fresh();
    const blobs = await open(url);
    const hash = await blobs.put(Buffer.from('năm'));
    await databaseOf(url)
      .collection('fs.chunks')
      .updateMany({}, { $set: { data: new Binary(Buffer.from('sáu')) } });
    await expect(blobs.get(hash)).rejects.toThrow(BlobDamaged);
  });

  test('a connection that is cut after the write is no damage and no double', async () => {
    const url = server.fresh();
    const struck = new Set<string>();
    const proxy = await mongoProxy(url, ({ name, body }) => {
      const kind = `${name} ${body[name]}`;
      if (!['insert', 'delete'].includes(name) || body[name] === 'motcua-probes' || struck.has(kind)) return undefined;
      struck.add(kind);
      return { cut: 'after' };
    });
    onTestFinished(() => proxy.close());
    const blobs = await open(proxy.url);
    const hash = await blobs.put(Buffer.from('bảy'));
    expect(struck.size).toBe(4);
    expect(Buffer.from((await blobs.get(hash)) ?? []).toString()).toBe('bảy');
    expect(await countsOf(databaseOf(url))).toEqual({ files: 1, chunks: 1, incoming: 0 });
  });

  test.each([true, false])(
    'a server that hangs (it still greets: %s) is said to be away within two seconds, and is used again',
    async (greets) => {
      const proxy = await hangingMongo(server.fresh(), { greets });
      onTestFinished(() => proxy.close());
      const blobs = await open(proxy.url);
      const hash = await blobs.put(Buffer.from('tám'));
      const told = async (asked: Promise<unknown>): Promise<number> => {
        const start = performance.now();
        await expect(asked).rejects.toSatisfy(isStoreUnavailable);
        return performance.now() - start;
      };
      proxy.hang();
      const waits = await Promise.all([told(blobs.put(Buffer.from('chín'))), told(blobs.get(hash)), told(blobs.has(hash))]);
      // The promise to callers, not a measure of speed.
      expect(Math.max(...waits)).toBeLessThan(2_000);
      expect(proxy.swallowed()).toBeGreaterThan(0);
      proxy.thaw();
      expect(Buffer.from((await blobs.get(hash)) ?? []).toString()).toBe('tám');
      expect(await blobs.has(await blobs.put(Buffer.from('chín')))).toBe(true);
    },
  );

  test('an upload whose writes hang, while reads are answered, is refused within two seconds', async () => {
    let hung = 0;
    let hangs = false;
    const proxy = await mongoProxy(server.fresh(), ({ name }) => {
      if (!hangs || name !== 'insert') return undefined;
      hung += 1;
      return { swallow: true };
    });
    onTestFinished(() => proxy.close());
    const blobs = await open(proxy.url);
    hangs = true;
    const start = performance.now();
    await expect(blobs.put(Buffer.from('mười'))).rejects.toSatisfy(isStoreUnavailable);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(hung).toBe(1);
  });
});
