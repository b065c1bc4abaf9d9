import { isStoreUnavailable } from './errors.ts';
import type { Recorded } from './event.ts';
import type { CaughtUp, EventStore } from './event-store.ts';
import { retryMs } from './subscription.ts';

/** The streams of some prefixes that a log has up to a position. */
export interface StreamsSeen {
  readonly epoch: string;
  readonly position: number;
  readonly names: readonly string[];
}

/** Keeps what was seen, by the prefixes that were looked for. It may be lost, or be older: then more of the log is looked through, and nothing is missed. */
export interface SeenStreams {
  load(prefixes: string): Promise<StreamsSeen | undefined>;
  save(prefixes: string, seen: StreamsSeen): Promise<void>;
}

export interface FewStreamsOptions {
  /** Prefixes of the streams wanted. */
  readonly streams: readonly string[];
  readonly seen: SeenStreams;
  readonly signal: AbortSignal;
  /** Default 10,000 ms; what is caught up with first is kept at once. */
  readonly saveEveryMs?: number;
}

/** So many of the streams that are known are read at once. */
const atOnce = 16;

/** A store that cannot read for a while is asked again, as a subscription does. */
const patiently = async <T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isStoreUnavailable(error) || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
};

/** A stream of a few events up to a position. */
const readUpTo = async (store: EventStore, stream: string, position: number): Promise<readonly Recorded[]> => {
  const events: Recorded[] = [];
  for await (const event of store.read(stream)) {
    if (event.position > position) break;
    events.push(event);
  }
  return events;
};

/** What was seen of this very log: of another epoch it is not, nor where the log ends before it, as one that was put back does. */
const seenOf = async (store: EventStore, kept: StreamsSeen | undefined, signal: AbortSignal): Promise<StreamsSeen> => {
  const holds = kept?.epoch === store.epoch && kept.position <= (await patiently(() => store.head(), signal));
  return holds ? kept : { epoch: store.epoch, position: 0, names: [] };
};

/**
 * A subscription to the few streams of a long log whose names begin with one of the prefixes. The log is looked through once; every later start reads those
 * streams by their names and goes on where the start before it was. In order within a stream; between streams only what is new is.
 */
export async function* subscribeToFew(
  store: EventStore,
  { streams, seen, signal, saveEveryMs = 10_000 }: FewStreamsOptions,
): AsyncGenerator<Recorded | CaughtUp, void> {
  const prefixes = streams.join(' ');
  const kept = await seen.load(prefixes).catch(() => undefined);
  const known = await seenOf(store, kept, signal);
  const names = new Set(known.names);
  for (let next = 0; next < known.names.length; next += atOnce) {
    const some = known.names.slice(next, next + atOnce);
    const read = await patiently(() => Promise.all(some.map((stream) => readUpTo(store, stream, known.position))), signal);
    yield* read.flat();
  }

  let saved = { at: Number.NEGATIVE_INFINITY, position: known.position };
  const save = async (position: number): Promise<void> => {
    if (position === saved.position || performance.now() - saved.at < saveEveryMs) return;
    saved = { at: performance.now(), position };
    // Where it cannot be kept, more is looked through the next time.
    await seen.save(prefixes, { epoch: store.epoch, position, names: [...names] }).catch(() => undefined);
  };
  for await (const item of store.subscribe({ after: known.position, streams, signal })) {
    if (!('caughtUp' in item)) names.add(item.stream);
    yield item;
    if ('caughtUp' in item) await save(item.position);
  }
}
