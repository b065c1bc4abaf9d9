import { LRUCache } from 'lru-cache';
import type { Codec } from './codec.ts';
import type { Decider } from './decider.ts';
import type { DomainEvent, Recorded } from './event.ts';
import { eventIdOf } from './event-id.ts';
import type { EventStore } from './event-store.ts';

/** A stream folded up to a revision (-1: not there), with what it takes to recognise a command that was carried out already. */
export interface Aggregate<State> {
  readonly state: State;
  readonly revision: number;
  readonly position?: number;
  /** Of the last event. */
  readonly hash: string;
  /** Event ids and fingerprints by revision. */
  readonly ids: readonly string[];
  readonly fingerprints: readonly (string | undefined)[];
}

/** A command's events as they stand in the stream. */
export interface FoundCommand {
  /** Of the command's first event. */
  readonly first: number;
  /** Of the command's last event: the dossier as of this revision is what the command answered. */
  readonly revision: number;
  readonly fingerprint?: string;
}

export const findCommandIn = ({ ids, fingerprints }: Aggregate<unknown>, commandId: string): FoundCommand | undefined => {
  const first = ids.indexOf(eventIdOf(commandId, 0));
  if (first === -1) return undefined;
  let count = 1;
  while (ids[first + count] !== undefined && ids[first + count] === eventIdOf(commandId, count)) count += 1;
  const fingerprint = fingerprints[first];
  return { first, revision: first + count - 1, ...(fingerprint === undefined ? {} : { fingerprint }) };
};

/** Aggregates kept in a bounded cache, so that a command seldom reads. */
export const aggregates = <State, Command, E extends DomainEvent>(
  store: EventStore,
  codec: Codec<E>,
  { initialState, evolve }: Decider<State, Command, E>,
  max: number,
) => {
  const cache = new LRUCache<string, Aggregate<State>>({ max });
  const absent: Aggregate<State> = { state: initialState, revision: -1, hash: '', ids: [], fingerprints: [] };

  const fold = (aggregate: Aggregate<State>, events: readonly Recorded<E>[]): Aggregate<State> => {
    const last = events[events.length - 1];
    if (last === undefined) return aggregate;
    return {
      state: events.reduce((state, event) => evolve(state, event as unknown as E), aggregate.state),
      revision: last.revision,
      position: last.position,
      hash: last.hash,
      ids: [...aggregate.ids, ...events.map(({ id }) => id)],
      fingerprints: [...aggregate.fingerprints, ...events.map(({ metadata }) => metadata.fingerprint)],
    };
  };
  const keep = (stream: string, aggregate: Aggregate<State>): Aggregate<State> => {
    if (aggregate.revision > (cache.get(stream)?.revision ?? -1)) cache.set(stream, aggregate);
    return aggregate;
  };
  const readFrom = async (stream: string, from: number, limit?: number): Promise<Recorded<E>[]> => {
    const events: Recorded<E>[] = [];
    for await (const event of store.read(stream, { from, ...(limit === undefined ? {} : { limit }) })) events.push(codec.decode(event));
    return events;
  };

  /** As the store has it now: what was cached, and what came after it. */
  const fresh = async (stream: string): Promise<Aggregate<State>> => {
    const cached = cache.get(stream) ?? absent;
    return keep(stream, fold(cached, await readFrom(stream, cached.revision + 1)));
  };
  return {
    fresh,
    /** Perhaps behind the store: an append at its revision tells. */
    cached: async (stream: string, at?: number): Promise<Aggregate<State>> => {
      const known = cache.get(stream);
      return known === undefined || (at !== undefined && known.revision !== at) ? fresh(stream) : known;
    },
    /** Known, or taken to be absent without looking. */
    supposedAbsent: (stream: string): Aggregate<State> => cache.get(stream) ?? absent,
    /** As it stood after the event at `revision`. */
    asOf: async (stream: string, revision: number): Promise<Aggregate<State>> => {
      const cached = cache.get(stream);
      if (cached?.revision === revision) return cached;
      return revision < 0 ? absent : fold(absent, await readFrom(stream, 0, revision + 1));
    },
    read: readFrom,
    appended: (stream: string, before: Aggregate<State>, events: readonly Recorded<E>[]) => keep(stream, fold(before, events)),
  };
};
