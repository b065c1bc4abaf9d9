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
  type ReactorFeed,
  type ReactorLimits,
  type ReactorStorage,
  type RunningReactor,
  runReactor,
} from '@motcua/bus';
import { type RelayedService, relayedServices, type ServiceName } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import { contiguous } from './contiguous.ts';
import { deliveries } from './deliveries.ts';
import { durableSource } from './durable-source.ts';
import type { Link } from './link.ts';
import { logReader } from './log-read.ts';
import { watchMachine } from './machine-load.ts';
import { orderedSource } from './ordered-source.ts';
import { ownLog } from './own-log.ts';
import type { Requests } from './requests.ts';

interface FeedsOptions {
  readonly link: Link;
  readonly requests: Requests;
  readonly logger: BusLogger;
  readonly own?: { readonly service: ServiceName; readonly store: EventStore };
  /** How often the own log says, while nothing comes, that nothing lies beyond. */
  readonly beatMs: number;
  readonly limits?: Partial<ReactorLimits>;
}

export interface Feeds {
  follow(options: FollowOptions): AsyncIterable<FeedBatch>;
  react(reaction: Reaction, kept: ReactorStorage): Promise<RunningReactor>;
  readStream(source: ServiceName, stream: string, fromRevision: number): Promise<readonly Recorded[]>;
  readonly parked: ParkedMessages;
  close(): void;
}

/** What a reactor's events may wait for each other where it does not say. */
const defaultGatherMs = 5;

/** A log that is not on the bus can be followed by its owner alone. */
const relayed = (source: ServiceName): RelayedService => {
  const known = relayedServices.find((service) => service === source);
  if (!known) throw new TypeError(`the log of ${source} is not relayed: only ${source} itself follows it`);
  return known;
};

/** The reading half of the bus: projections' feeds and reactors, on the own store or on another service's tail. */
export const openFeeds = ({ link, requests, logger, own, beatMs, limits }: FeedsOptions): Feeds => {
  const parkings = new Map<EventStore, Parking>();
  const reactors = new Map<string, KnownReactor>();
  const machineIsFull = watchMachine();
  const parkingOf = ({ parked: store, checkpoints }: ReactorStorage): Parking => {
    const known = parkings.get(store) ?? openParking(store, checkpoints.streams, logger);
    parkings.set(store, known);
    return known;
  };
  const ownStore = (source: ServiceName): EventStore | undefined => (own?.service === source ? own.store : undefined);
  const overBus = (options: FollowOptions, openOn: Parameters<typeof contiguous>[0]['openOn']) => {
    const source = relayed(options.source);
    return contiguous({
      link,
      logger,
      source,
      log: logReader(requests, source),
      after: options.after,
      maxBatch: options.maxBatch ?? 500,
      signal: options.signal,
      openOn,
    });
  };
  const follow: Feeds['follow'] = (options) => {
    const store = ownStore(options.source);
    return store ? ownLog(store, options, beatMs) : overBus(options, (connection, stream) => orderedSource(link, connection, stream));
  };
  const readStream: Feeds['readStream'] = async (source, stream, fromRevision) => {
    const store = ownStore(source);
    const events: Recorded[] = [];
    if (!store) {
      const log = logReader(requests, relayed(source));
      for (;;) {
        const page = await log.stream(stream, fromRevision + events.length);
        if (page.events.length === 0) return events;
        events.push(...page.events);
      }
    }
    for await (const event of store.read(stream, { from: fromRevision })) events.push(event);
    return events;
  };

  /** Where a reactor's events come from, and how it lets go of the source. */
  const feedOf = ({ source, name, gatherMs = defaultGatherMs }: Reaction): ReactorFeed & { stop(): void } => {
    if (ownStore(source)) {
      return {
        open: (after, signal) => follow({ source, signal, ...(after ? { after } : {}) }),
        settled: () => undefined,
        stop: () => undefined,
      };
    }
    const held = deliveries(link, gatherMs);
    return {
      open: (after, signal, isSettled) =>
        overBus({ source, signal, ...(after ? { after } : {}) }, (connection, stream) =>
          durableSource({ link, connection, stream, durable: name, deliveries: held, isSettled, gatherMs }),
        ),
      settled: held.settled,
      stop: held.stop,
    };
  };

  return {
    follow,
    async react(reaction, kept) {
      const parking = parkingOf(kept);
      reactors.set(reaction.name, { reaction, parking });
      const feed = feedOf(reaction);
      const running: RunningReactor = runReactor({
        reaction,
        checkpoints: kept.checkpoints,
        parking,
        logger,
        machineIsFull,
        ...(limits ? { limits } : {}),
        feed,
      });
      return {
        ...running,
        async stop() {
          await running.stop();
          feed.stop();
        },
      };
    },
    readStream,
    parked: parkedMessages({
      parkings: () => parkings.values(),
      reactor: (name) => reactors.get(name),
      fetch: async ({ service, stream, revision }) => (await readStream(service, stream, revision))[0],
    }),
    close() {
      for (const parking of parkings.values()) parking.stop();
    },
  };
};
