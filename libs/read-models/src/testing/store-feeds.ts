import type { Bus, FeedBatch, FollowOptions } from '@motcua/bus';
import { EpochChanged } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';

type Stores = Readonly<Partial<Record<ServiceName, EventStore>>>;

async function* followStore(store: EventStore, { source, after, signal, maxBatch = 500 }: FollowOptions): AsyncGenerator<FeedBatch, void> {
  const { epoch } = store;
  if (after && after.epoch !== epoch) throw new EpochChanged(epoch);
  let position = after?.position ?? 0;
  let events: Recorded[] = [];
  for await (const one of store.subscribe({ after: position, signal })) {
    if ('caughtUp' in one) {
      yield { source, epoch, events, position: Math.max(position, one.position), headAt: Date.now() };
      events = [];
      continue;
    }
    events.push(one);
    position = one.position;
    if (events.length < maxBatch && (await store.head()) > position) continue;
    yield { source, epoch, events, position, ...((await store.head()) === position ? { headAt: Date.now() } : {}) };
    events = [];
  }
}

/** Feeds straight from the stores, for tests of projections without a bus. */
export const storeFeeds = (stores: Stores): Pick<Bus, 'follow' | 'readStream'> => {
  const storeOf = (source: ServiceName): EventStore => {
    const store = stores[source];
    if (!store) throw new TypeError(`no store of ${source}`);
    return store;
  };
  return {
    follow: (options) => followStore(storeOf(options.source), options),
    async readStream(source, stream, fromRevision) {
      const events: Recorded[] = [];
      for await (const event of storeOf(source).read(stream, { from: fromRevision })) events.push(event);
      return events;
    },
  };
};
