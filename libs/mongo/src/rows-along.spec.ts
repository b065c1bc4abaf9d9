import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeIndexes, openMongo, rowsAlong } from './index.ts';
import { mongoForTests, mongoProxy } from './testing/index.ts';

const server = await mongoForTests();
afterAll(() => server.stop());

interface Row {
  readonly _id: number;
  readonly at?: number;
}
const opened = async (url: string) => {
  const mongo = await openMongo({ url, what: 'rows', database: 'rows' });
  onTestFinished(() => mongo.close());
  await makeIndexes(mongo.db, 'rows', [{ name: 'by-at', key: { at: 1, _id: 1 }, partialFilterExpression: { at: { $exists: true } } }]);
  return mongo.db.collection<Row>('rows');
};
const idsOf = async (rows: AsyncIterable<Row>): Promise<number[]> => {
  const ids: number[] = [];
  for await (const { _id } of rows) ids.push(_id);
  return ids;
};
const count = 1_750;
const upTo = (end: number): number[] => Array.from({ length: end }, (_, id) => id);

describe.skipIf(server.url === undefined)('on a real server', () => {
  test('all rows come once and in order, in pages that name their index and how long they may take', async () => {
    const pages: unknown[] = [];
    const proxy = await mongoProxy(server.fresh(), ({ name, body }) => {
      if (name === 'find') pages.push([body['hint'], body['limit'], body['maxTimeMS']]);
      return undefined;
    });
    onTestFinished(() => proxy.close());
    const rows = await opened(proxy.url);
    await rows.insertMany(upTo(count).map((_id) => ({ _id })));
    expect(await idsOf(rowsAlong(rows, { hint: '_id_', fields: ['_id'] }))).toEqual(upTo(count));
    expect(pages).toEqual(Array.from({ length: 4 }, () => ['_id_', 500, 5_000]));
  });

  test('rows of one value in more than a page are not lost, and those without any are left out', async () => {
    const rows = await opened(server.fresh());
    // All from 100 on have the same value.
    await rows.insertMany(upTo(count).map((_id) => ({ _id, at: Math.min(_id, 100) })));
    await rows.insertMany(upTo(600).map((id) => ({ _id: count + id })));
    const dated = rowsAlong(rows, { hint: 'by-at', fields: ['at', '_id'] }, { filter: { at: { $exists: true } }, projection: { at: 1 } });
    expect(await idsOf(dated)).toEqual(upTo(count));
  });

  test('nothing comes of nothing, and a full last page is the last', async () => {
    const rows = await opened(server.fresh());
    const walk = () => idsOf(rowsAlong(rows, { hint: '_id_', fields: ['_id'] }));
    expect(await walk()).toEqual([]);
    await rows.insertMany(upTo(500).map((_id) => ({ _id })));
    expect(await walk()).toEqual(upTo(500));
  });
});
