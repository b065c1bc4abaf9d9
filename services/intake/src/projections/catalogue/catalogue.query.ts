import { type Collection, patiently, type RunningProjection, type StoredDocument } from '@motcua/read-models';
import type { CatalogueDocument } from './catalogue.document.ts';

const parsed = (documents: Iterable<StoredDocument>): readonly CatalogueDocument[] =>
  [...documents].flatMap(({ rendered }) => (rendered === undefined ? [] : [JSON.parse(rendered) as CatalogueDocument]));

const kinds: readonly CatalogueDocument['kind'][] = ['procedure', 'directory', 'calendar'];

const readAll = async (collection: Collection): Promise<readonly StoredDocument[]> => {
  const found: StoredDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await collection.find({ index: 'kind', where: { kind: kinds }, limit: 100, ...(cursor !== undefined && { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

export interface FollowedCatalogue {
  /** Resolves once all that has been applied up to now was handed over, which takes until it can be read. */
  readonly handedOver: () => Promise<void>;
  /** Resolves when nothing is read any more. */
  readonly end: () => Promise<void>;
}

/**
 * Hands over all that is published, and from then on what is published anew: one after the other, so that an older version never comes last, and as often
 * as it takes, since what was missed would be missing until the next start. Where another collection serves, all of it once more. Rejects where the first read fails.
 */
export const followCatalogue = async (
  projection: Pick<RunningProjection, 'collection' | 'onMoved'>,
  take: (documents: readonly CatalogueDocument[]) => void,
  failed: (reason: string) => void,
): Promise<FollowedCatalogue> => {
  const ended = new AbortController();
  const { signal } = ended;
  let read = projection.collection();
  let last: Promise<void> = readAll(read).then((found) => take(parsed(found)));
  /** Reads from what serves when it is read: what served when it was asked for may be dropped by then. */
  const next = (documents: (serving: Collection) => Promise<readonly StoredDocument[]>): void => {
    last = last.then(async () => {
      const found = await patiently(() => documents(projection.collection()), { signal, failed });
      if (found) take(parsed(found));
    });
    last.catch(() => undefined); // where the first read failed, which is thrown
  };
  const stopListening = projection.onMoved((ids) => {
    const serving = projection.collection();
    if (serving !== read) next(readAll);
    else if (ids.length > 0) next(async (now) => [...(await now.getMany(ids)).values()]);
    read = serving;
  });
  const end = async (): Promise<void> => {
    stopListening();
    ended.abort();
    await last.catch(() => undefined);
  };
  try {
    await last;
  } catch (error) {
    await end();
    throw error;
  }
  return { handedOver: () => last, end };
};
