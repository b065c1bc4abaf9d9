import { type Collection, patiently, type RunningProjection, type StoredDocument } from '@motcua/read-models';
import type { CatalogueDocument } from './catalogue.document.ts';

const parsed = (documents: Iterable<StoredDocument>): readonly CatalogueDocument[] =>
  [...documents].flatMap(({ rendered }) => (rendered === undefined ? [] : [JSON.parse(rendered) as CatalogueDocument]));

const kinds: readonly CatalogueDocument['kind'][] = ['procedure', 'directory', 'calendar'];

const readAll = async (collection: Collection): Promise<readonly CatalogueDocument[]> => {
  const found: CatalogueDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await collection.find({ index: 'kind', where: { kind: kinds }, limit: 100, ...(cursor !== undefined && { cursor }) });
    found.push(...parsed(page.items));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

export interface FollowedCatalogue {
  /** Resolves once all that has been applied up to now was handed over, which takes until it can be read. */
  readonly handedOver: () => Promise<void>;
  readonly end: () => void;
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
  const handOver = (documents: () => Promise<readonly CatalogueDocument[]>) =>
    patiently(async () => take(await documents()), { signal, failed });
  let last: Promise<void> = readAll(read).then(take);
  const next = (documents: () => Promise<readonly CatalogueDocument[]>): void => {
    last = last.then(() => handOver(documents));
    last.catch(() => undefined); // where the first read failed, which is thrown
  };
  const stopListening = projection.onMoved((ids) => {
    const serving = projection.collection();
    if (serving !== read) next(() => readAll(serving));
    else if (ids.length > 0) next(async () => parsed((await serving.getMany(ids)).values()));
    read = serving;
  });
  const end = (): void => {
    stopListening();
    ended.abort();
  };
  await last.catch((error: unknown) => {
    end();
    throw error;
  });
  return { handedOver: () => last, end };
};
