import type { RelayedService, ServiceName } from '@motcua/contracts';
import type { EventStore, Recorded, SeenStreams } from '@motcua/es';
import type { Patience } from './leisure.ts';
import type { Outcome } from './outcome.ts';

/** `<store epoch>:<position>`: how far a consumer has come in a service's log. */
export interface LogPosition {
  readonly epoch: string;
  readonly position: number;
}

/** A piece of a service's log, in global order and without a gap: everything after the batch before, up to and including `position`. */
export interface FeedBatch {
  readonly source: ServiceName;
  readonly epoch: string;
  /** May be empty: a heartbeat only moves `position` and `headAt` on. */
  readonly events: readonly Recorded[];
  readonly position: number;
  /** Present where the owner said that nothing lay beyond `position` at that moment (ms since 1970). */
  readonly headAt?: number;
}

export interface FollowOptions {
  readonly source: ServiceName;
  /** Where the consumer stands; absent: from the beginning. Another epoch than the owner's: `EpochChanged` is thrown, the consumer rebuilds. */
  readonly after?: LogPosition;
  readonly signal: AbortSignal;
  /** At most so many events a batch; default 500. */
  readonly maxBatch?: number;
}

/** What a reactor is called with; per key in order, different keys at once. */
export interface Reaction {
  /** `<service>-<what>-v<N>`: durable name, checkpoint and parked stream are derived from it. */
  readonly name: string;
  readonly source: ServiceName;
  /** Only these stored types are handed over. */
  readonly types: readonly string[];
  /** Events with the same key are handled one after the other; usually the dossier id. */
  readonly keyOf: (event: Recorded) => string;
  /** Must be idempotent: it may be called again with the same event. A throw is a bug: retried a bounded number of times, then parked. */
  readonly handle: (event: Recorded, attempt: number) => Promise<Outcome>;
  /** How many keys at once; default 12. */
  readonly concurrency?: number;
  /** Default: none, no event waits for others than those before it. */
  readonly patience?: Patience;
  /** While events keep coming, those of so long (ms, far less than the second after which an owner's word is doubted) come together, and so do their acknowledgements; who comes after a pause does not wait. Default 5. */
  readonly gatherMs?: number;
}

/** Keeps how far a reactor has come (everything up to and including it is settled), beside the service's own truth. */
export interface ReactorCheckpoints {
  load(name: string): Promise<LogPosition | undefined>;
  save(name: string, position: LogPosition): Promise<void>;
  /** The few streams of the service's own log that are looked for at each start. */
  readonly streams: SeenStreams;
}

/** Where a reactor keeps how far it has come, and the store whose `parked-*` streams it parks in. */
export interface ReactorStorage {
  readonly checkpoints: ReactorCheckpoints;
  readonly parked: EventStore;
}

export interface ParkedMessage {
  readonly id: string;
  readonly reactor: string;
  readonly key: string;
  readonly at: string;
  readonly reason: string;
  readonly event: {
    readonly service: ServiceName;
    readonly stream: string;
    readonly revision: number;
    readonly position: number;
    readonly id: string;
    readonly type: string;
  };
}

/** How a message came to be parked no more, and where that stands in the service's own log. */
export interface ClosedMessage {
  readonly how: 'replayed' | 'discarded';
  readonly position: number;
}

/** Parked messages of one service, kept as events in its own store: the loss of every bus loses none. */
export interface ParkedMessages {
  list(options: { limit: number; after?: string }): Promise<readonly ParkedMessage[]>;
  find(id: string): Promise<ParkedMessage | undefined>;
  /** Ids parked on the same key, in order: what is not the first waits for those before it. Empty where it is parked no more. */
  lane(id: string): Promise<readonly string[]>;
  /** Undefined while it is parked, and for what never was. */
  closed(id: string): Promise<ClosedMessage | undefined>;
  /** Handles it again, then all that waited behind it on its key. Answers what came of it; who asks meanwhile, or again, waits and is told the same. */
  replay(id: string, by: string): Promise<Outcome>;
  /** Gives it up; what waited behind it goes on. Nothing where it is parked no more. */
  discard(id: string, by: string): Promise<void>;
  count(): number;
}

export interface RunningReactor {
  readonly name: string;
  /** Everything up to and including this position of the source is settled. */
  position(): number;
  /** Resolves true once `position() >= position`, false after `timeoutMs`. */
  waitFor(position: number, timeoutMs: number): Promise<boolean>;
  /** True while this key waits behind a parked message. */
  isParked(key: string): boolean;
  stop(): Promise<void>;
}

export interface RelayStatus {
  readonly active: boolean;
  /** Everything up to and including this position of the log is on the tail, or not for it. */
  readonly position: number;
  /** Set when the relay has stopped loudly (a message that is not ours stands last on the stream). */
  readonly halted?: string;
}
export interface RunningRelay {
  status(): RelayStatus;
  stop(): Promise<void>;
}

/** Called when the tail has everything up to and including a position of the log. */
export type Confirmed = (position: number) => void;

export type Hearing = (payload: unknown) => void;
export type RequestHandler = (payload: unknown) => Promise<unknown>;

/** The bus: a disposable tail of the stores, and requests between services. No state of it ever refuses a citizen. */
export interface Bus {
  /** Relays the store of a service that others follow to its tail, and serves its log-read. */
  relay(source: RelayedService, store: EventStore, confirmed?: Confirmed): Promise<RunningRelay>;
  /** A projection's feed: of the own service from its store, of another one from its tail, or the owner's log where the tail lacks something; never a gap. Reconnects by itself. */
  follow(options: FollowOptions): AsyncIterable<FeedBatch>;
  /** A reactor: on the own store where the source is the own service, else on a durable consumer of the source's tail. */
  react(reaction: Reaction, kept: ReactorStorage): Promise<RunningReactor>;
  parked(): ParkedMessages;
  /** Healing: events of one stream from a revision on, from its owner's log. */
  readStream(source: ServiceName, stream: string, fromRevision: number): Promise<readonly Recorded[]>;
  /** Throws `RequestTimedOut` / `NobodyAnswers`; the payload is JSON. */
  request(subject: string, payload: unknown, options?: { timeoutMs?: number }): Promise<unknown>;
  /** Serves a request subject; a queue group, so that several instances share it. */
  respond(subject: string, handler: RequestHandler): Promise<void>;
  /** Says something (JSON) to whoever hears it at this moment. Lost where nobody does: only for what can also be asked for. */
  tell(subject: string, payload: unknown): void;
  /** Hears what is told; each instance does. What the handler throws is logged. */
  hear(subject: string, handler: Hearing): Promise<void>;
  isConnected(): boolean;
  close(): Promise<void>;
}

/** An event in the neighbours' contract: nothing about a person in any field. */
export interface PublicMessage {
  /** `publicSubjectOf(...)`. */
  readonly subject: string;
  /** CloudEvents type, `publicEventType(...)`. */
  readonly type: string;
  readonly id: string;
  /** CloudEvents subject: the dossier's id. */
  readonly subjectId: string;
  readonly sequence: number;
  /** RFC 3339. */
  readonly time: string;
  readonly data: object;
}

export interface PublicTranslation {
  /** Province code, part of the CloudEvents source. */
  readonly province: string;
  /** Undefined: not for the neighbours. Pure; called again after a restart. */
  readonly toPublic: (event: Recorded) => PublicMessage | undefined;
}

/** The bus of the service that speaks to the neighbours. */
export interface PublicBus extends Bus {
  /** Relays translated events into `PUBLIC`, in order, fenced like every relay; the last message there is its checkpoint. */
  relayPublic(store: EventStore, translation: PublicTranslation): Promise<RunningRelay>;
}

/** What a bus adapter writes to: constant messages and allow-listed fields. `service-kit`'s logger fits. */
export interface BusLogger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
