import type { NewEvent, Recorded } from '../event.ts';
import type { CaughtUp } from '../event-store.ts';

/** An event with an id of one's own choosing; the data are told apart by `note`. */
export const someEvent = (id: string, note: unknown = id): NewEvent => ({
  id,
  type: 'NoteTaken.v1',
  data: { note },
  metadata: { at: '2026-11-23T08:00:00.000+07:00', actor: 'system:contract', correlationId: 'correlation', causationId: id },
});

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

const isEvent = (item: Recorded | CaughtUp): item is Recorded => !('caughtUp' in item);

/** A subscription read in the background: what came so far, and waiting for what is to come. */
export const tailOf = (subscription: AsyncIterable<Recorded | CaughtUp>) => {
  const items: (Recorded | CaughtUp)[] = [];
  let check: () => void = () => undefined;
  const ended = (async () => {
    for await (const item of subscription) {
      items.push(item);
      check();
    }
  })();
  const events = () => items.filter(isEvent);
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => condition() && resolve();
      check();
    });
  return {
    items,
    events,
    ended,
    untilEvents: (count: number) => until(() => events().length >= count),
    untilCaughtUp: (position: number) => until(() => items.some((item) => 'caughtUp' in item && item.position >= position)),
  };
};
