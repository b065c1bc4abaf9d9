import { demoCalendars } from '@motcua/demo';
import { type Collection, ReadModelsUnavailable, type RunningProjection, type StoredDocument } from '@motcua/read-models';
import { expect, test, vi } from 'vitest';
import { followCatalogue } from './catalogue.query.ts';

const [calendar] = demoCalendars;
const stored = (version: number) =>
  ({ id: 'calendar-2026', rendered: JSON.stringify({ kind: 'calendar', version, definition: calendar }) }) as unknown as StoredDocument;

interface Read {
  readonly answer: (version: number) => void;
  readonly fail: () => void;
}

/** A collection whose reads are answered by the test. */
const collectionOf = () => {
  const all: Read[] = [];
  const some: Read[] = [];
  const asked = <T>(list: Read[], of: (document: StoredDocument) => T): Promise<T> =>
    new Promise((resolve, reject) => {
      list.push({ answer: (version) => resolve(of(stored(version))), fail: () => reject(new ReadModelsUnavailable('away')) });
    });
  const collection = {
    find: () => asked(all, (document) => ({ items: [document] })),
    getMany: () => asked(some, (document) => new Map([[document.id, document]])),
  } as unknown as Collection;
  return { collection, all, some };
};
type ReadCollection = ReturnType<typeof collectionOf>;

const followed = (first: ReadCollection) => {
  let serving = first.collection;
  let moved: (ids: readonly string[]) => void = () => undefined;
  const projection: Pick<RunningProjection, 'collection' | 'onMoved'> = {
    collection: () => serving,
    onMoved: (listener) => {
      moved = listener;
      return () => undefined;
    },
  };
  const versions: number[] = [];
  const failures: string[] = [];
  const opening = followCatalogue(
    projection,
    (documents) => versions.push(...documents.map(({ version }) => version)),
    (reason) => failures.push(reason),
  );
  return {
    opening,
    versions,
    failures,
    apply: () => moved(['calendar-2026']),
    switchTo: (other: ReadCollection) => {
      serving = other.collection;
      moved([]);
    },
  };
};
const readOf = (reads: readonly Read[], nth: number): Promise<Read> =>
  vi.waitFor(() => {
    const read = reads[nth];
    if (!read) throw new Error(`not asked for the ${nth + 1}. time`);
    return read;
  });

test('what was applied is handed over before whoever waits for it goes on', async () => {
  const only = collectionOf();
  const { opening, versions, apply } = followed(only);
  (await readOf(only.all, 0)).answer(1);
  const catalogue = await opening;
  expect(versions).toEqual([1]);
  apply();
  const waited = catalogue.handedOver().then(() => [...versions]);
  (await readOf(only.some, 0)).answer(2);
  expect(await waited).toEqual([1, 2]);
  await catalogue.end();
});

test('what is applied while everything is read comes after it', async () => {
  const only = collectionOf();
  const { opening, versions, apply } = followed(only);
  apply();
  const first = await readOf(only.all, 0);
  await new Promise((resolve) => setImmediate(resolve));
  expect(only.some).toHaveLength(0);
  first.answer(1);
  (await readOf(only.some, 0)).answer(2);
  const catalogue = await opening;
  await catalogue.handedOver();
  expect(versions).toEqual([1, 2]);
  await catalogue.end();
});

test('a read that fails is made again', async () => {
  const only = collectionOf();
  const { opening, versions, failures, apply } = followed(only);
  (await readOf(only.all, 0)).answer(1);
  const catalogue = await opening;
  apply();
  (await readOf(only.some, 0)).fail();
  (await readOf(only.some, 1)).answer(2);
  await catalogue.handedOver();
  expect([versions, failures]).toEqual([[1, 2], ['ReadModelsUnavailable']]);
  await catalogue.end();
});

test('where another collection serves, all of it is handed over', async () => {
  const [old, rebuilt] = [collectionOf(), collectionOf()];
  const { opening, versions, switchTo } = followed(old);
  (await readOf(old.all, 0)).answer(1);
  const catalogue = await opening;
  switchTo(rebuilt);
  (await readOf(rebuilt.all, 0)).answer(3);
  await catalogue.handedOver();
  expect(versions).toEqual([1, 3]);
  await catalogue.end();
});

test('a read that goes on failing is made of the collection that serves by then, and ends with the end', async () => {
  const [old, rebuilt] = [collectionOf(), collectionOf()];
  const { opening, apply, switchTo } = followed(old);
  (await readOf(old.all, 0)).answer(1);
  const catalogue = await opening;
  apply();
  const failing = await readOf(old.some, 0);
  switchTo(rebuilt);
  failing.fail();
  (await readOf(rebuilt.some, 0)).fail();
  await catalogue.end();
  expect([old.some.length, rebuilt.some.length]).toEqual([1, 1]);
});

test('where the first read fails, so does the start', async () => {
  const only = collectionOf();
  const { opening } = followed(only);
  (await readOf(only.all, 0)).fail();
  await expect(opening).rejects.toThrow('away');
});
