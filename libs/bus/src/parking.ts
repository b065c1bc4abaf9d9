import { type ParkedEvent, type ServiceName, streamId } from '@motcua/contracts';
import {
  type EventMetadata,
  type EventStore,
  eventIdOf,
  instantOf,
  isVersionConflict,
  type Recorded,
  type SeenStreams,
  subscribeToFew,
} from '@motcua/es';
import type { BusLogger, ParkedMessage } from './bus.ts';
import { type ParkedIndex, parkedIndex } from './parked-index.ts';

/** A service's parked streams: written here, read back from the store at start. */
export interface Parking {
  readonly index: ParkedIndex;
  /** Resolves when everything parked before the start is known. */
  ready(): Promise<void>;
  isParked(reactor: string, key: string): boolean;
  park(what: { reactor: string; key: string; reason: string; service: ServiceName; event: Recorded }): Promise<void>;
  close(message: ParkedMessage, how: 'ParkedMessageReplayed.v1' | 'ParkedMessageDiscarded.v1', by: string): Promise<void>;
  stop(): void;
}

/** The same for the same message and reactor: parking it again after a crash is the same append. */
export const parkedIdOf = (reactor: string, eventId: string): string => eventIdOf(`parked:${reactor}:${eventId}`, 0);

const streamOf = (reactor: string, key: string): string => `parked-${streamId(reactor)}_${streamId(key)}`;

export const openParking = (store: EventStore, seen: SeenStreams, logger: BusLogger): Parking => {
  const index = parkedIndex();
  const ended = new AbortController();
  let known: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    known = resolve;
  });

  const follow = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        for await (const item of subscribeToFew(store, { streams: ['parked-'], seen, signal: ended.signal })) {
          if ('caughtUp' in item) known();
          else index.apply(item);
        }
        return;
      } catch (error) {
        if (ended.signal.aborted) return;
        logger.warn('parked messages unreadable', { reason: error instanceof Error ? error.name : 'unknown' });
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };
  void follow();

  const refresh = async (stream: string): Promise<void> => {
    for await (const event of store.read(stream, { from: (index.revision(stream) ?? -1) + 1 })) index.apply(event);
  };
  const append = async (stream: string, id: string, event: ParkedEvent, metadata: EventMetadata, skip: () => boolean): Promise<void> => {
    for (;;) {
      const revision = index.revision(stream);
      try {
        await store.append(stream, [{ id, type: event.type, data: event.data, metadata }], revision ?? 'absent');
        return await refresh(stream);
      } catch (error) {
        if (!isVersionConflict(error)) throw error;
        await refresh(stream);
        if (skip()) return;
      }
    }
  };

  return {
    index,
    ready: () => ready,
    isParked: (reactor, key) => index.lane(reactor, key).length > 0,
    async park({ reactor, key, reason, service, event }) {
      const parkedId = parkedIdOf(reactor, event.id);
      const { stream, revision, position, id: eventId, type } = event;
      const data = {
        parkedId,
        reactor,
        key,
        at: instantOf(Date.now()),
        reason: reason.slice(0, 500),
        source: { service, stream, revision, position, eventId, type },
      };
      const metadata = {
        at: data.at,
        actor: `system:${reactor}`,
        correlationId: event.metadata.correlationId,
        causationId: event.id,
      };
      await append(streamOf(reactor, key), eventIdOf(parkedId, 0), { type: 'MessageParked.v1', data }, metadata, () =>
        index.knows(parkedId),
      );
      logger.error('message parked', { reactor, stream, revision, type, parkedId });
    },
    async close(message, type, by) {
      const data = { parkedId: message.id, at: instantOf(Date.now()), by };
      const metadata = { at: data.at, actor: `officer:${by}`, correlationId: message.id, causationId: message.id };
      const isClosed = (): boolean => !index.open().has(message.id);
      await append(streamOf(message.reactor, message.key), eventIdOf(message.id, 1), { type, data }, metadata, isClosed);
    },
    stop: () => ended.abort(),
  };
};
