import { type Aggregate, aggregates, type FoundCommand, findCommandIn } from './aggregate.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Codec } from './codec.ts';
import type { Decider } from './decider.ts';
import { EventIdReused, isEventIdReused, isVersionConflict, VersionConflict } from './errors.ts';
import type { DomainEvent, EventMetadata, NewEvent, Recorded } from './event.ts';
import { eventIdOf } from './event-id.ts';
import type { Appended, EventStore, ExpectedRevision } from './event-store.ts';
import { hashOf } from './hash-chain.ts';

export interface Loaded<State, E extends DomainEvent> {
  readonly state: State;
  /** -1: the stream is not there. */
  readonly revision: number;
  /** Of the last event. */
  readonly position?: number;
  /** The decoded events up to this revision. */
  events(): Promise<readonly Recorded<E>[]>;
  /** A command among them. */
  find(commandId: string): FoundCommand | undefined;
}

export interface CommandContext {
  /** Event ids derive from it: the same command id is the same command. */
  readonly commandId: string;
  readonly metadata: EventMetadata;
  /** Where the caller last saw the stream (`If-Match`); without it the command is decided on whatever stands there. */
  readonly expected?: ExpectedRevision;
  /** Whether the command may be decided again, on a newer state, when somebody else was faster. */
  readonly idempotent: boolean;
}

export interface Handled<State, E extends DomainEvent> {
  /** As of `revision`. */
  readonly state: State;
  /** What this command has put into the stream; none where it decided nothing. */
  readonly events: readonly Recorded<E>[];
  readonly revision: number;
  readonly position: number;
  /** The command's events stood there already. */
  readonly repeated: boolean;
}

export interface CommandHandler<State, Command, E extends DomainEvent> {
  load(stream: string): Promise<Loaded<State, E>>;
  /**
   * As this process knows it, without asking the store where it knows it: perhaps behind what other processes have appended. With `at` only where it
   * stands at that very revision. For what follows with an append, which tells, or does not mind.
   */
  loadKnown(stream: string, at?: number): Promise<Loaded<State, E>>;
  /** As it stood right after the event at `revision`. */
  loadAsOf(stream: string, revision: number): Promise<Loaded<State, E>>;
  findCommand(stream: string, commandId: string): Promise<FoundCommand | undefined>;
  /**
   * Decides and appends. A command whose events stand in the stream answers them, before `expected` is looked at.
   * Throws what the decider throws (`Rejection`), `VersionConflict`, `EventIdReused` (same command id, other fingerprint), `AppendTooLarge`, `StoreUnavailable`.
   */
  handle(stream: string, command: Command, context: CommandContext): Promise<Handled<State, E>>;
}

export interface CommandHandlerOptions<State, Command, E extends DomainEvent> {
  readonly store: EventStore;
  readonly codec: Codec<E>;
  readonly decider: Decider<State, Command, E>;
  /** Aggregates kept in memory; default 2,000. */
  readonly cacheSize?: number;
}

const maxAttempts = 10;
const named = (revision: number): ExpectedRevision => (revision === -1 ? 'absent' : revision);

export const commandHandler = <State, Command, E extends DomainEvent>({
  store,
  codec,
  decider,
  cacheSize = 2_000,
}: CommandHandlerOptions<State, Command, E>): CommandHandler<State, Command, E> => {
  const known = aggregates(store, codec, decider, cacheSize);
  const inTurn = turns();

  const loaded = (stream: string, aggregate: Aggregate<State>): Loaded<State, E> => {
    const { state, revision, position } = aggregate;
    return {
      state,
      revision,
      ...(position === undefined ? {} : { position }),
      events: () => (revision < 0 ? Promise.resolve([]) : known.read(stream, 0, revision + 1)),
      find: (commandId) => findCommandIn(aggregate, commandId),
    };
  };

  const repeat = async (
    stream: string,
    { first, revision, fingerprint }: FoundCommand,
    { metadata }: CommandContext,
  ): Promise<Handled<State, E>> => {
    if (fingerprint !== undefined && metadata.fingerprint !== undefined && fingerprint !== metadata.fingerprint)
      throw new EventIdReused(stream);
    const [then, events] = await Promise.all([known.asOf(stream, revision), known.read(stream, first, revision - first + 1)]);
    return { state: then.state, events, revision, position: then.position ?? 0, repeated: true };
  };

  /** What the command makes of this state: its events, or the no that it says. */
  const decide = (stream: string, command: Command, { expected }: CommandContext, { state, revision }: Aggregate<State>): readonly E[] => {
    if (expected !== undefined && expected !== named(revision)) throw new VersionConflict(stream, expected, named(revision));
    return decider.decide(command, state).map((event) => codec.check(event));
  };

  const append = async (
    stream: string,
    decided: readonly E[],
    { commandId, metadata }: CommandContext,
    before: Aggregate<State>,
  ): Promise<Handled<State, E>> => {
    const events = decided.map(
      (event, index): NewEvent<E> => ({ type: event.type, data: event.data, id: eventIdOf(commandId, index), metadata }),
    );
    const appended = await store.append(stream, events, named(before.revision));
    const recorded = withPlace(stream, events, before, appended);
    const after = known.appended(stream, before, recorded);
    return { state: after.state, events: recorded, revision: appended.revision, position: appended.position, repeated: appended.repeated };
  };

  const attempt = async (
    stream: string,
    command: Command,
    context: CommandContext,
    stale: Aggregate<State>,
    attempts: number,
  ): Promise<Handled<State, E>> => {
    let before = stale;
    let decided: readonly E[] | undefined;
    const found = findCommandIn(before, context.commandId);
    if (found !== undefined) return repeat(stream, found, context);
    try {
      decided = decide(stream, command, context, before);
    } catch (error) {
      // A no may come from a cache that is behind another instance: only the store's own state says no.
      before = await known.fresh(stream);
      if (before.revision === stale.revision) throw error;
      return attempt(stream, command, context, before, attempts);
    }
    if (decided.length === 0)
      return { state: before.state, events: [], revision: before.revision, position: before.position ?? 0, repeated: false };
    try {
      return await append(stream, decided, context, before);
    } catch (error) {
      // The same ids with other data: perhaps this very command, carried out by another instance at another moment. The fingerprint tells.
      if (!isVersionConflict(error) && !isEventIdReused(error)) throw error;
      const now = await known.fresh(stream);
      const mine = findCommandIn(now, context.commandId);
      if (mine !== undefined) return repeat(stream, mine, context);
      if (!isVersionConflict(error) || !context.idempotent || context.expected !== undefined || attempts >= maxAttempts) throw error;
      return attempt(stream, command, context, now, attempts + 1);
    }
  };

  return {
    load: async (stream) => loaded(stream, await known.fresh(stream)),
    loadKnown: async (stream, at) => loaded(stream, await known.cached(stream, at)),
    loadAsOf: async (stream, revision) => loaded(stream, await known.asOf(stream, revision)),
    findCommand: async (stream, commandId) => {
      const cached = findCommandIn(await known.cached(stream), commandId);
      return cached ?? findCommandIn(await known.fresh(stream), commandId);
    },
    handle: (stream, command, context) =>
      inTurn(stream, async () => {
        // A stream that is expected to be absent is not looked for: the append finds out.
        const before = context.expected === 'absent' ? known.supposedAbsent(stream) : await known.cached(stream);
        return attempt(stream, command, context, before, 1);
      }),
  };
};

/** The store tells position and hash of the last event; positions of one append follow each other, and the hashes between are computed as the store did. */
const withPlace = <E extends DomainEvent>(
  stream: string,
  events: readonly NewEvent<E>[],
  before: Aggregate<unknown>,
  appended: Appended,
): Recorded<E>[] => {
  let previous = before.hash;
  return events.map((event, index) => {
    const revision = before.revision + 1 + index;
    const link = { stream, revision, previous, ...event };
    const hash =
      index === events.length - 1
        ? appended.hash
        : hashOf({ ...link, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) });
    previous = hash;
    return { ...link, position: appended.position - (events.length - 1 - index), hash };
  });
};

/** Commands of one process to one stream wait for each other instead of racing; streams do not wait for other streams. */
const turns = () => {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(stream: string, work: () => Promise<T>): Promise<T> => {
    const before = last.get(stream);
    const run = before === undefined ? work() : before.then(work, work);
    last.set(stream, run);
    try {
      return await run;
    } finally {
      if (last.get(stream) === run) last.delete(stream);
    }
  };
};
