import { afterEach, describe, expect, test } from 'vitest';
import type { Collection, CollectionDeclaration, KeyValue, ReadModels, StoredDocument } from '../read-models.ts';

const declaration: CollectionDeclaration = {
  name: 'test-things',
  version: 2,
  indexes: { code: { keys: ['code'], unique: true }, open: { keys: ['agency', 'open', 'due'] }, name: { keys: ['agency', 'name'] } },
};
const at = (position: number) => ({ epoch: 'e', position });
const thing = (id: string, keys: Record<string, KeyValue> = {}, rendered = `{"id":"${id}"}`): StoredDocument => ({
  id,
  state: `{"is":"${id} Đỗ"}`,
  rendered,
  keys,
  progress: '{"r":{}}',
});

export interface ReadModelsContractOptions {
  /** Opens the data of the one that was opened last once more, as another instance does, or the same after a close. Absent: nothing is kept over a close. */
  readonly reopen?: () => Promise<ReadModels>;
}

/** The promise of the port; an adapter is finished when it passes. */
export const readModelsContract = (name: string, open: () => Promise<ReadModels>, { reopen }: ReadModelsContractOptions = {}): void => {
  describe(`${name} is ReadModels`, () => {
    const opened: ReadModels[] = [];
    const openOne = async (from = open): Promise<ReadModels> => {
      const models = await from();
      opened.push(models);
      return models;
    };
    const things = async (): Promise<Collection> => (await openOne()).open(declaration);
    const put = async (collection: Collection, ...documents: readonly StoredDocument[]): Promise<void> => {
      const expected = await collection.checkpoints();
      const checkpoints = { intake: at((expected.intake?.position ?? 0) + 1) };
      expect(await collection.apply({ upserts: documents, deletes: [], checkpoints, expected })).toBe(true);
    };
    afterEach(async () => {
      for (const models of opened.splice(0)) await models.close();
    });

    test('what was put is found by id and by its unique key, whole', async () => {
      const collection = await things();
      const full = thing('a', { code: 'H53-1', agency: 'H53', other: 7, none: null });
      await put(collection, full, { id: 'b', state: '{}', keys: {} });
      expect(await collection.get('a')).toEqual({ ...full, keys: expect.objectContaining({ code: 'H53-1', other: 7 }) });
      expect((await collection.findOne('code', 'H53-1'))?.rendered).toBe(full.rendered);
      expect(await collection.findOne('code', 'H53-2')).toBeUndefined();
      expect(await collection.findOne('code', null)).toBeUndefined();
      const bare = await collection.get('b');
      expect(bare).toMatchObject({ id: 'b', state: '{}' });
      expect(bare?.rendered).toBeUndefined();
      expect([...(await collection.getMany(['a', 'b', 'c'])).keys()].sort()).toStrictEqual(['a', 'b']);
      expect(await collection.count()).toBe(2);
    });

    test('an upsert replaces every field and key; a delete takes it away', async () => {
      const collection = await things();
      await put(collection, thing('a', { code: 'old', other: 1 }));
      await put(collection, thing('a', { code: 'new' }));
      expect(await collection.findOne('code', 'old')).toBeUndefined();
      expect((await collection.findOne('code', 'new'))?.keys.other ?? null).toBeNull();
      const expected = await collection.checkpoints();
      await collection.apply({ upserts: [], deletes: ['a', 'gone'], checkpoints: { intake: at(9) }, expected });
      expect(await collection.get('a')).toBeUndefined();
    });

    test('documents and checkpoints go together, and only from where they stand', async () => {
      const collection = await things();
      const batch = { upserts: [thing('a')], deletes: [], checkpoints: { intake: at(3) }, expected: {} };
      expect(await collection.apply(batch)).toBe(true);
      expect(await collection.apply({ ...batch, upserts: [thing('b')] })).toBe(false);
      expect(await collection.get('b')).toBeUndefined();
      const next = { upserts: [thing('c')], deletes: [], checkpoints: { workflow: at(1) }, expected: { intake: at(3) } };
      expect(await collection.apply(next)).toBe(true);
      expect(await collection.checkpoints()).toStrictEqual({ intake: at(3), workflow: at(1) });
      expect(await collection.apply({ ...next, expected: { intake: at(3) } })).toBe(false);
      expect(await collection.apply({ ...next, expected: { intake: { epoch: 'other', position: 3 }, workflow: at(1) } })).toBe(false);
    });

    test('of twenty projectors at once exactly one wins', async () => {
      const collection = await things();
      const tries = Array.from({ length: 20 }, (_, index) =>
        collection.apply({ upserts: [thing(`t${index}`)], deletes: [], checkpoints: { intake: at(index + 1) }, expected: {} }),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await collection.count()).toBe(1);
    });

    test('a find is ordered by the rest of its index, then id, and pages through all of it once', async () => {
      const collection = await things();
      const dues: (number | null)[] = [5, null, 3, 5, 3, null, 1];
      await put(
        collection,
        ...dues.map((due, index) => thing(`t${index}`, { agency: 'A', open: 1, due })),
        thing('closed', { agency: 'A', open: 0, due: 1 }),
        thing('other', { agency: 'B', open: 1, due: 1 }),
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await collection.find({ index: 'open', where: { agency: 'A', open: 1 }, limit: 2, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen).toStrictEqual(['t1', 't5', 't6', 't2', 't4', 't0', 't3']);
    });

    test('a value may be any of several; a range has its beginning and not its end; nothing absent is in it', async () => {
      const collection = await things();
      await put(collection, ...[1, 2, 3, null].map((due, index) => thing(`t${index}`, { agency: 'A', open: index % 2, due })));
      const ids = async (options: Partial<Parameters<Collection['find']>[0]>) =>
        (await collection.find({ index: 'open', where: {}, limit: 10, ...options })).items.map(({ id }) => id);
      expect(await ids({ where: { agency: 'A', open: [0, 1] }, range: { key: 'due', from: 2 } })).toStrictEqual(['t1', 't2']);
      expect(await ids({ where: { agency: 'A', open: [0, 1] }, range: { key: 'due', from: 1, to: 3 } })).toStrictEqual(['t0', 't1']);
      expect(await ids({ where: { agency: 'A', open: [0, 1] }, range: { key: 'due', to: 9 } })).toStrictEqual(['t0', 't1', 't2']);
    });

    test('a prefix finds what begins with it, to the letter', async () => {
      const collection = await things();
      await put(
        collection,
        ...['tran an', 'tran', 'tra%', 'tr_n', 'đỗ'].map((text, index) => thing(`t${index}`, { agency: 'A', name: text })),
      );
      const names = async (value: string) =>
        (await collection.find({ index: 'name', where: { agency: 'A' }, prefix: { key: 'name', value }, limit: 9 })).items.map(
          ({ keys }) => keys.name,
        );
      expect(await names('tran')).toStrictEqual(['tran', 'tran an']);
      expect(await names('tr_')).toStrictEqual(['tr_n']);
      expect(await names('đ')).toStrictEqual(['đỗ']);
    });

    test('a strange cursor is refused', async () => {
      const collection = await things();
      for (const cursor of ['x', '', Buffer.from('[1]').toString('base64url'), Buffer.from('[{},"a"]').toString('base64url')])
        await expect(collection.find({ index: 'name', where: { agency: 'A' }, limit: 1, cursor })).rejects.toMatchObject({
          name: 'BadCursor',
        });
    });

    test('all documents are scanned in the order of their ids', async () => {
      const collection = await things();
      await put(collection, thing('b'), thing('c'), thing('a'));
      expect((await collection.scan({ limit: 2 })).map(({ id }) => id)).toStrictEqual(['a', 'b']);
      expect((await collection.scan({ after: 'b', limit: 2 })).map(({ id }) => id)).toStrictEqual(['c']);
    });

    test('versions stand beside each other; one is active; a dropped one is gone', async () => {
      const models = await openOne();
      const old = await models.open(declaration);
      const next = await models.open({ ...declaration, version: 3, indexes: {} });
      await put(old, thing('a'));
      expect(await next.count()).toBe(0);
      expect(await next.checkpoints()).toStrictEqual({});
      expect(await models.active('test-things')).toBeUndefined();
      await models.activate('test-things', 2);
      await models.activate('test-things', 3);
      expect(await models.active('test-things')).toBe(3);
      await models.drop('test-things', 2);
      expect(await models.list()).toStrictEqual([{ name: 'test-things', version: 3 }]);
      expect(await (await models.open(declaration)).count()).toBe(0);
      expect(await (await models.open(declaration)).checkpoints()).toStrictEqual({});
    });

    test('what is closed says so', async () => {
      const models = await openOne();
      const collection = await models.open(declaration);
      await models.close();
      await models.close();
      await expect(collection.get('a')).rejects.toMatchObject({ name: 'ReadModelsUnavailable' });
      await expect(collection.apply({ upserts: [], deletes: [], checkpoints: {}, expected: {} })).rejects.toMatchObject({
        name: 'ReadModelsUnavailable',
      });
    });

    test.runIf(reopen !== undefined)('what another instance has dropped and made again is opened as it stands now', async () => {
      const models = await openOne();
      await put(await models.open(declaration), thing('a', { code: 'H53-1' }));
      const other = await openOne(reopen);
      await other.drop('test-things', 2);
      const anew = await models.open(declaration);
      expect(await anew.checkpoints()).toStrictEqual({});
      await put(await other.open(declaration), thing('b', { code: 'H53-2' }));
      await put(anew, thing('c', { code: 'H53-3' }));
      expect((await anew.findOne('code', 'H53-2'))?.id).toBe('b');
      expect(await anew.checkpoints()).toStrictEqual({ intake: at(2) });
    });

    test.runIf(reopen !== undefined)('opened again, it has everything', async () => {
      const models = await openOne();
      const collection = await models.open(declaration);
      await put(collection, thing('a', { code: 'H53-1' }));
      await models.activate('test-things', 2);
      await models.close();
      const again = await openOne(reopen);
      expect(await again.list()).toStrictEqual([{ name: 'test-things', version: 2 }]);
      expect(await again.active('test-things')).toBe(2);
      const kept = await again.open(declaration);
      expect(await kept.checkpoints()).toStrictEqual({ intake: at(1) });
      expect((await kept.findOne('code', 'H53-1'))?.id).toBe('a');
    });
  });
};
