import type { RunningProjection } from '@motcua/read-models';

type Found = Pick<RunningProjection, 'collection'>;

const page = (projection: Found, limit: number, cursor?: string) =>
  projection.collection().find({ index: 'waiting', where: { waiting: 1 }, limit, ...(cursor !== undefined && { cursor }) });

/** Ids of what waits, the oldest first. */
export async function* oldestFirst(projection: Found): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const { items, next } = await page(projection, 50, cursor);
    for (const { id } of items) yield id;
    cursor = next;
  } while (cursor !== undefined);
}

/** How many wait, and since when the oldest does. */
export const countWaiting = (projection: Found): Promise<number> => projection.collection().count();

export const waitingSince = async (projection: Found): Promise<Date | undefined> => {
  const [oldest] = (await page(projection, 1)).items;
  return oldest?.rendered === undefined ? undefined : new Date(oldest.rendered);
};
