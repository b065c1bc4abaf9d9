import {
  type BusLogger,
  type FeedBatch,
  type FollowOptions,
  type KnownReactor,
  openParking,
  type ParkedMessages,
  type Parking,
  parkedMessages,
  type Reaction,
  type ReactorCheckpoints,
  type ReactorLimits,
  type RunningReactor,
  runReactor,
} from '@motcua/bus';
import type { EventStore } from '@motcua/es';
import { contiguous } from './contiguous.ts';
import { deliveries, durableSource } from './durable-source.ts';
import type { Link } from './link.ts';
import { logReader } from './log-read.ts';
import { orderedSource } from './ordered-source.ts';
import type { Requests } from './requests.ts';

interface FeedsOptions {
  readonly link: Link;
  readonly requests: Requests;
  readonly logger: BusLogger;
  readonly limits?: Partial<ReactorLimits>;
}

export interface Feeds {
  follow(options: FollowOptions): AsyncIterable<FeedBatch>;
  react(reaction: Reaction, kept: { checkpoints: ReactorCheckpoints; parked: EventStore }): Promise<RunningReactor>;
  readonly parked: ParkedMessages;
  close(): void;
}

/** The reading half of the bus: projections' feeds and reactors. */
export const openFeeds = ({ link, requests, logger, limits }: FeedsOptions): Feeds => {
  const parkings = new Map<EventStore, Parking>();
  const reactors = new Map<string, KnownReactor>();
  const parkingOf = (store: EventStore): Parking => {
    const known = parkings.get(store) ?? openParking(store, logger);
    parkings.set(store, known);
    return known;
  };
  const feed = (options: FollowOptions, openOn: Parameters<typeof contiguous>[0]['openOn']) =>
    contiguous({
      link,
      logger,
      source: options.source,
      log: logReader(requests, options.source),
      after: options.after,
      maxBatch: options.maxBatch ?? 500,
      signal: options.signal,
      openOn,
    });

  return {
    follow: (options) => feed(options, (connection, stream) => orderedSource(link, connection, stream)),
    async react(reaction, kept) {
      const parking = parkingOf(kept.parked);
      reactors.set(reaction.name, { reaction, parking });
      const held = deliveries(link);
      const running: RunningReactor = runReactor({
        reaction,
        checkpoints: kept.checkpoints,
        parking,
        logger,
        ...(limits ? { limits } : {}),
        feed: {
          settled: held.settled,
          open: (after, signal, isSettled) =>
            feed({ source: reaction.source, signal, ...(after ? { after } : {}) }, (connection, stream) =>
              durableSource({ link, connection, stream, durable: reaction.name, deliveries: held, isSettled }),
            ),
        },
      });
      return {
        ...running,
        async stop() {
          await running.stop();
          held.stop();
        },
      };
    },
    parked: parkedMessages({
      parkings: () => parkings.values(),
      reactor: (name) => reactors.get(name),
      fetch: async ({ service, stream, revision }) => (await logReader(requests, service).stream(stream, revision)).events[0],
    }),
    close() {
      for (const parking of parkings.values()) parking.stop();
    },
  };
};
