import type { ServiceName } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import type {
  BusLogger,
  Confirmed,
  FeedBatch,
  FollowOptions,
  Hearing,
  PublicBus,
  PublicMessage,
  ReactorStorage,
  RequestHandler,
  RunningReactor,
} from '../bus.ts';
import { EpochChanged, NobodyAnswers, RequestFailed, RequestTimedOut } from '../errors.ts';
import { type KnownReactor, parkedMessages } from '../parked-messages.ts';
import { openParking, type Parking } from '../parking.ts';
import { type ReactorLimits, runReactor } from '../reactor.ts';

const silent: BusLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What several memory buses of one test share. */
export interface MemoryNetwork {
  readonly stores: Map<ServiceName, EventStore>;
  readonly handlers: Map<string, RequestHandler>;
  readonly hearings: Map<string, Hearing[]>;
  /** What was said to the neighbours, in order. */
  readonly publicMessages: PublicMessage[];
  /** Called when a store is relayed. */
  readonly waiting: Set<() => void>;
}
export const memoryNetwork = (): MemoryNetwork => ({
  stores: new Map(),
  handlers: new Map(),
  hearings: new Map(),
  publicMessages: [],
  waiting: new Set(),
});

export interface MemoryBusOptions {
  readonly network?: MemoryNetwork;
  readonly logger?: BusLogger;
  readonly reactorLimits?: Partial<ReactorLimits>;
  readonly machineIsFull?: () => boolean;
}

const storeOf = async (network: MemoryNetwork, source: ServiceName, signal: AbortSignal): Promise<EventStore | undefined> => {
  while (!network.stores.has(source) && !signal.aborted) {
    await new Promise<void>((resolve) => {
      network.waiting.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  return network.stores.get(source);
};

async function* followStore(network: MemoryNetwork, options: FollowOptions): AsyncGenerator<FeedBatch, void> {
  const { source, after, signal, maxBatch = 500 } = options;
  const store = await storeOf(network, source, signal);
  if (!store || signal.aborted) return;
  const { epoch } = store;
  if (after && after.epoch !== epoch) throw new EpochChanged(epoch);
  let events: Recorded[] = [];
  let position = after?.position ?? 0;
  for await (const item of store.subscribe({ after: position, signal })) {
    if (!('caughtUp' in item)) events.push(item);
    position = item.position;
    if (!('caughtUp' in item) && events.length < maxBatch) continue;
    yield { source, epoch, events, position, ...('caughtUp' in item ? { headAt: Date.now() } : {}) };
    events = [];
  }
}

const withTimeout = <T>(work: Promise<T>, ms: number, subject: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new RequestTimedOut(subject)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

const copied = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Who follows reads the store itself: what is there is relayed. */
const confirmAll = async (store: EventStore, confirmed: Confirmed, signal: AbortSignal): Promise<void> => {
  for await (const { position } of store.subscribe({ signal })) confirmed(position);
};

/** A bus without a server, for component tests: followers read the relayed store itself. Several share a `network`. */
export const memoryBus = ({
  network = memoryNetwork(),
  logger = silent,
  reactorLimits,
  machineIsFull,
}: MemoryBusOptions = {}): PublicBus => {
  const ended = new AbortController();
  const parkings = new Map<EventStore, Parking>();
  const reactors = new Map<string, KnownReactor>();
  const running = new Set<RunningReactor>();
  const parkingOf = ({ parked: store, checkpoints }: ReactorStorage): Parking => {
    const parking = parkings.get(store) ?? openParking(store, checkpoints.streams, logger);
    parkings.set(store, parking);
    return parking;
  };
  const readStream = async (source: ServiceName, stream: string, fromRevision: number): Promise<readonly Recorded[]> => {
    const store = network.stores.get(source);
    if (!store) throw new NobodyAnswers(`the log of ${source}`);
    const events: Recorded[] = [];
    for await (const event of store.read(stream, { from: fromRevision })) events.push(event);
    return events;
  };
  const heard = (subject: string, hear: Hearing, told: unknown): void => {
    try {
      hear(told);
    } catch (error) {
      logger.error('what was told was not understood', { subject, reason: error instanceof Error ? error.name : 'Error' });
    }
  };
  const relayStatus = (store: EventStore, stop: AbortController) => {
    let position = 0;
    void store.head().then((head) => {
      position = Math.max(position, head);
    });
    return {
      moved: (to: number) => {
        position = to;
      },
      running: { status: () => ({ active: !stop.signal.aborted, position }), stop: async () => stop.abort() },
    };
  };

  return {
    async relay(source, store, confirmed) {
      network.stores.set(source, store);
      if (confirmed) void confirmAll(store, confirmed, ended.signal);
      for (const wake of network.waiting) wake();
      network.waiting.clear();
      return relayStatus(store, new AbortController()).running;
    },
    async relayPublic(store, { toPublic }) {
      const stop = new AbortController();
      const status = relayStatus(store, stop);
      const relay = async (): Promise<void> => {
        for await (const item of store.subscribe({ signal: AbortSignal.any([stop.signal, ended.signal]) })) {
          status.moved(item.position);
          const message = 'caughtUp' in item ? undefined : toPublic(item);
          if (message) network.publicMessages.push(message);
        }
      };
      void relay();
      return status.running;
    },
    follow: (options) => followStore(network, { ...options, signal: AbortSignal.any([options.signal, ended.signal]) }),
    async react(reaction, kept) {
      const parking = parkingOf(kept);
      reactors.set(reaction.name, { reaction, parking });
      const reactor = runReactor({
        reaction,
        checkpoints: kept.checkpoints,
        parking,
        logger,
        ...(reactorLimits ? { limits: reactorLimits } : {}),
        ...(machineIsFull ? { machineIsFull } : {}),
        feed: {
          open: (after, signal) => followStore(network, { source: reaction.source, signal, ...(after ? { after } : {}) }),
          settled: () => undefined,
        },
      });
      running.add(reactor);
      return reactor;
    },
    parked: () =>
      parkedMessages({
        parkings: () => parkings.values(),
        reactor: (name) => reactors.get(name),
        fetch: async ({ service, stream, revision }) => (await readStream(service, stream, revision))[0],
      }),
    readStream,
    async request(subject, payload, options) {
      const handler = network.handlers.get(subject);
      if (!handler) throw new NobodyAnswers(subject);
      const answer = handler(copied(payload)).catch((error: unknown) => {
        throw new RequestFailed(subject, error instanceof Error ? error.name : 'Error');
      });
      return copied((await withTimeout(answer, options?.timeoutMs ?? 5_000, subject)) ?? null);
    },
    async respond(subject, handler) {
      network.handlers.set(subject, handler);
    },
    tell(subject, payload) {
      for (const hear of network.hearings.get(subject) ?? []) setImmediate(() => heard(subject, hear, copied(payload)));
    },
    async hear(subject, handler) {
      network.hearings.set(subject, [...(network.hearings.get(subject) ?? []), handler]);
    },
    isConnected: () => !ended.signal.aborted,
    async close() {
      ended.abort();
      await Promise.all([...running].map((reactor) => reactor.stop()));
      for (const parking of parkings.values()) parking.stop();
    },
  };
};
