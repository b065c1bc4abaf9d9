import { canonicalJson } from './canonical-json.ts';
import type { Recorded } from './event.ts';
import type { EventStore } from './event-store.ts';
import { hashOf } from './hash-chain.ts';

/** The event is not what was recorded, or does not stand where the chain of its stream goes on. */
export class RecordRefused extends Error {
  readonly stream: string;
  readonly revision: number;
  constructor({ stream, revision }: Recorded, why: string, options?: ErrorOptions) {
    super(`${stream}@${revision} ${why}`, options);
    this.name = 'RecordRefused';
    this.stream = stream;
    this.revision = revision;
  }
}

/** Takes over what another store has recorded: ids, times, metadata, revisions and hashes stay as they are. Positions are this store's own. */
export interface RecordedAppends {
  /**
   * In global order, each at the exact revision that follows in its stream. The same events again change nothing. Throws `RecordRefused` for an altered event and
   * for a gap, before it is written, and for a broken link, after: the store is then to be thrown away.
   */
  appendRecorded(events: readonly Recorded[]): Promise<void>;
}

export interface RecordedAppendsOptions {
  /** True where the store decides appends in the order of the calls over all its streams: then they need not wait for each other. */
  readonly ordersCalls: boolean;
}

const assertUnaltered = (event: Recorded): void => {
  const link = { ...event, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) };
  if (hashOf(link) !== event.hash) throw new RecordRefused(event, 'was altered: its content does not give its hash');
};

/** Hashes follow from what is appended and where: an `append` of the same event behind the same predecessor gives the same chain on any store. */
export const recordedAppends = (store: Pick<EventStore, 'append'>, { ordersCalls }: RecordedAppendsOptions): RecordedAppends => {
  let last = 0;

  const appendOne = async (event: Recorded): Promise<number> => {
    const { stream, revision, id, type, data, metadata } = event;
    const appended = await store
      .append(stream, [{ id, type, data, metadata }], revision === 0 ? 'absent' : revision - 1)
      .catch((error: unknown) => Promise.reject(new RecordRefused(event, 'does not follow', { cause: error })));
    if (appended.hash !== event.hash) throw new RecordRefused(event, 'does not follow: its predecessor is another event');
    return appended.position;
  };
  const assertInOrder = (event: Recorded, position: number): void => {
    if (position <= last) throw new RecordRefused(event, 'was not taken over in the order of the log');
    last = position;
  };

  return {
    appendRecorded: async (events) => {
      for (const event of events) assertUnaltered(event);
      if (!ordersCalls) for (const event of events) assertInOrder(event, await appendOne(event));
      else
        for (const [at, position] of (await Promise.all(events.map(appendOne))).entries()) assertInOrder(events[at] as Recorded, position);
    },
  };
};
