import { LRUCache } from 'lru-cache';
import type { AppendOutcome, ChainedAppend, EventStoreAdapter, StoredEvent } from './adapter.ts';
import { canonicalJson } from './canonical-json.ts';
import { AppendTooLarge, EventIdReused, HashMismatch, StoreUnavailable, VersionConflict } from './errors.ts';
import type { DomainEvent, NewEvent, Recorded } from './event.ts';
import type { Appended, EventStore, ExpectedRevision, ReadOptions } from './event-store.ts';
import { hashOf } from './hash-chain.ts';
import { recentLog } from './recent-log.ts';
import { toRecorded } from './recorded.ts';
import { subscription } from './subscription.ts';

const maxBytes = 512 * 1024;
const maxEvents = 500;
const pageSize = 256;
const logPageSize = 500;
const knownHeads = 5_000;
/** How often an append is chained anew because another process moved the head's hash under the same revision. */
const maxMoves = 5;

interface Head {
  readonly revision: number;
  readonly hash: string;
}
type Texts = readonly { readonly id: string; readonly type: string; readonly data: string; readonly metadata: string }[];

const textsOf = (events: readonly NewEvent[]): Texts => {
  if (events.length === 0) throw new RangeError('an append has at least one event');
  if (events.length > 1 && new Set(events.map(({ id }) => id)).size < events.length)
    throw new RangeError('two events of one append have the same id');
  let bytes = 0;
  const texts = events.map(({ id, type, data, metadata }) => {
    const text = { id, type, data: canonicalJson(data), metadata: canonicalJson(metadata) };
    bytes += Buffer.byteLength(text.data) + Buffer.byteLength(text.metadata);
    return text;
  });
  if (bytes > maxBytes || events.length > maxEvents) throw new AppendTooLarge(bytes);
  return texts;
};

const revisionOf = (expected: ExpectedRevision): number => {
  if (expected === 'absent') return -1;
  if (!Number.isSafeInteger(expected) || expected < 0) throw new RangeError('an expected revision is a whole number from 0 on, or absent');
  return expected;
};

const chain = (stream: string, texts: Texts, expected: number, start: string): ChainedAppend => {
  let previous = start;
  const events = texts.map((text, index) => {
    const hash = hashOf({ stream, revision: expected + 1 + index, ...text, previous });
    previous = hash;
    return { ...text, hash };
  });
  return { stream, expected, previous: start, events };
};

/** As the store has it now; positions of one append follow each other. */
const placed = ({ stream, expected, previous: start, events }: ChainedAppend, position: number): StoredEvent[] => {
  let previous = start;
  return events.map((event, index) => {
    const stored = { ...event, stream, revision: expected + 1 + index, position: position - events.length + 1 + index, previous };
    previous = event.hash;
    return stored;
  });
};

/** Makes an `EventStore` of an adapter. The hash chain is computed here, from the head foreseen, so that appends to one stream can follow each other without waiting. */
export const chained = (adapter: EventStoreAdapter): EventStore => {
  const heads = new LRUCache<string, Head>({ max: knownHeads });
  const recent = recentLog();
  /** Streams whose head is being looked up by an adapter that cannot answer at once: later appends queue behind it, in order. */
  const lookups = new Map<string, Promise<unknown>>();

  const startOf = (stream: string, expected: number): string | Promise<string> => {
    if (expected === -1) return '';
    const known = heads.get(stream);
    if (known?.revision === expected) return known.hash;
    // Unknown to the adapter: not written yet, or never to be. Then the append loses, or `moved` tells the hash.
    const found = adapter.hashAt(stream, expected);
    return found instanceof Promise ? found.then((hash) => hash ?? '') : (found ?? '');
  };

  const send = async (stream: string, texts: Texts, expected: number, start: string, wanted?: string, moves = 0): Promise<Appended> => {
    const request = chain(stream, texts, expected, start);
    const last = { revision: expected + texts.length, hash: request.events[request.events.length - 1]?.hash ?? '' };
    // Behind a head that is not known yet nothing is written: `moved` tells its hash, and the question comes again.
    const foreseen = expected === -1 || start !== '';
    if (foreseen && wanted !== undefined && wanted !== last.hash) throw new HashMismatch(stream, last.revision);
    const known = heads.get(stream);
    if (known === undefined || known.revision === expected) heads.set(stream, last);
    const forget = () => {
      if (heads.peek(stream)?.hash === last.hash) heads.delete(stream);
    };
    let outcome: AppendOutcome;
    try {
      outcome = await adapter.append(request);
    } catch (error) {
      forget();
      throw error;
    }
    if (outcome.kind === 'appended') {
      recent.add(placed(request, outcome.position));
      return { ...last, position: outcome.position, repeated: false };
    }
    forget();
    if (outcome.kind === 'repeated' && wanted !== undefined && wanted !== outcome.hash) throw new HashMismatch(stream, last.revision);
    if (outcome.kind === 'moved' && moves < maxMoves) return send(stream, texts, expected, outcome.hash, wanted, moves + 1);
    return settled(stream, last.revision, expected, outcome);
  };

  const inOrder = async (stream: string, texts: Texts, expected: number, wanted?: string): Promise<Appended> => {
    const before = lookups.get(stream);
    const start = before === undefined ? startOf(stream, expected) : before.then(() => startOf(stream, expected));
    if (typeof start === 'string') return send(stream, texts, expected, start, wanted);
    // `send` hands the append to the adapter before its first wait, so the next in line starts behind it.
    let sending: Promise<Appended> | undefined;
    const turn = start.then((hash) => {
      sending = send(stream, texts, expected, hash, wanted);
      sending.catch(() => undefined);
    });
    const settledTurn = turn.catch(() => undefined);
    lookups.set(stream, settledTurn);
    await turn.finally(() => lookups.get(stream) === settledTurn && lookups.delete(stream));
    return sending as Promise<Appended>;
  };

  const closing = new AbortController();
  const open = () => {
    if (closing.signal.aborted) throw new StoreUnavailable('the store is closed');
    return adapter;
  };
  let closed: Promise<void> | undefined;

  return {
    epoch: adapter.epoch,
    ordersCalls: adapter.ordersCalls ?? true,
    append: async (stream, events, expected, { hash } = {}) => {
      open();
      return inOrder(stream, textsOf(events), revisionOf(expected), hash);
    },
    read: <E extends DomainEvent>(stream: string, options?: ReadOptions) =>
      readStream(open(), stream, options) as AsyncIterable<Recorded<E>>,
    readAll: async (page) => (await open().readLog(page)).map(toRecorded),
    readAllTexts: async (page) => open().readLog(page),
    subscribe: (options) => subscription(open(), recent, closing.signal, options),
    head: async () => open().head(),
    close: () => {
      closing.abort();
      closed ??= adapter.close();
      return closed;
    },
  };
};

const settled = (stream: string, revision: number, expected: number, outcome: Exclude<AppendOutcome, { kind: 'appended' }>): Appended => {
  switch (outcome.kind) {
    case 'repeated':
      return { revision, position: outcome.position, hash: outcome.hash, repeated: true };
    case 'reused':
      throw new EventIdReused(stream);
    case 'conflict':
      throw new VersionConflict(stream, expected === -1 ? 'absent' : expected, outcome.actual === -1 ? 'absent' : outcome.actual);
    case 'moved':
      throw new StoreUnavailable(`${stream}: its head does not stand still`);
  }
};

/** The log of a store after a position (default: from the beginning) up to another (its head of now), page by page, the next one asked for ahead: for walking chains, copying, comparing. */
export async function* wholeLog(
  store: Pick<EventStore, 'head' | 'readAll'>,
  { streams, after = 0, upTo }: { readonly streams?: readonly string[]; readonly after?: number; readonly upTo?: number } = {},
): AsyncGenerator<Recorded, void> {
  const end = upTo ?? (await store.head());
  const readAfter = (position: number): Promise<readonly Recorded[]> | undefined => {
    if (position >= end) return undefined;
    const reading = store.readAll({ after: position, limit: logPageSize, ...(streams === undefined ? {} : { streams }) });
    // Whoever takes the page hears of it; nobody may.
    reading.catch(() => undefined);
    return reading;
  };
  let reading = readAfter(after);
  while (reading !== undefined) {
    const page: readonly Recorded[] = await reading;
    reading = page.length < logPageSize ? undefined : readAfter(page[page.length - 1]?.position ?? end);
    for (const event of page) if (event.position <= end) yield event;
  }
}

async function* readStream(adapter: EventStoreAdapter, stream: string, options: ReadOptions = {}): AsyncIterable<Recorded> {
  const direction = options.direction ?? 'forwards';
  let from = options.from ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0 && from >= 0) {
    const limit = Math.min(pageSize, left);
    const page = await adapter.readStream(stream, { from, direction, limit });
    for (const event of page) yield toRecorded(event);
    const last = page[page.length - 1];
    if (last === undefined || page.length < limit) return;
    left -= page.length;
    from = direction === 'forwards' ? last.revision + 1 : last.revision - 1;
  }
}
