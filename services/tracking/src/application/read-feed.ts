import type { PublicEvent } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { TrackingPorts } from './ports.ts';

export interface FeedPage {
  readonly events: readonly Recorded<PublicEvent>[];
  /** Where the next page begins; also where one waits for more. */
  readonly next: string;
}

const cursorOf = (epoch: string, position: number): string => Buffer.from(`${epoch} ${position}`).toString('base64url');

const placeOf = (cursor: string): { epoch: string; position: number } | undefined => {
  const match = /^([0-9a-f-]{36}) (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match?.[1] && match[2] ? { epoch: match[1], position: Number(match[2]) } : undefined;
};

/**
 * What neighbours may know, in the order of our own store: a cursor outlives every bus.
 * `strange`: no cursor of ours. `restarted`: of a log that was replaced since (a restore), where positions mean something else.
 */
export const readFeed =
  ({ store }: Pick<TrackingPorts, 'store'>) =>
  async ({ after, limit }: { after?: string | undefined; limit: number }): Promise<FeedPage | 'strange' | 'restarted'> => {
    const place = after === undefined ? { epoch: store.epoch, position: 0 } : placeOf(after);
    if (!place) return 'strange';
    if (place.epoch !== store.epoch) return 'restarted';
    const events = (await store.readAll({ after: place.position, limit, streams: ['log-'] })) as readonly Recorded<PublicEvent>[];
    return { events, next: cursorOf(store.epoch, events.at(-1)?.position ?? place.position) };
  };
