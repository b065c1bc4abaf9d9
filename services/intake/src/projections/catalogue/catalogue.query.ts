import type { RunningProjection, StoredDocument } from '@motcua/read-models';
import type { CatalogueDocument } from './catalogue.document.ts';

const parsed = (documents: Iterable<StoredDocument>): readonly CatalogueDocument[] =>
  [...documents].flatMap(({ rendered }) => (rendered === undefined ? [] : [JSON.parse(rendered) as CatalogueDocument]));

const kinds: readonly CatalogueDocument['kind'][] = ['procedure', 'directory', 'calendar'];

const readAll = async (projection: RunningProjection): Promise<readonly CatalogueDocument[]> => {
  const found: CatalogueDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await projection
      .collection()
      .find({ index: 'kind', where: { kind: kinds }, limit: 100, ...(cursor !== undefined && { cursor }) });
    found.push(...parsed(page.items));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

export interface FollowedCatalogue {
  /** Resolves once all that has been applied up to now was handed over. */
  readonly handedOver: () => Promise<void>;
  readonly end: () => void;
}

/** Hands over all that is published, and from then on what is published anew. One after the other, so that an older version never comes last. */
export const followCatalogue = async (
  projection: RunningProjection,
  take: (documents: readonly CatalogueDocument[]) => void,
  onFailure: (error: unknown) => void,
): Promise<FollowedCatalogue> => {
  let last = Promise.resolve();
  const end = projection.onApplied((ids) => {
    last = last.then(async () => take(parsed((await projection.collection().getMany(ids)).values()))).catch(onFailure);
  });
  take(await readAll(projection));
  return { handedOver: () => last, end };
};
