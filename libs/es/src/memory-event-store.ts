import { randomUUID } from 'node:crypto';
import type { AppendOutcome, ChainedAppend, EventStoreAdapter, LogPage, StoredEvent, StreamPage } from './adapter.ts';
import { chained } from './chained.ts';
import type { EventStore } from './event-store.ts';

/** For tests: everything in arrays, the same answers as the real stores. */
export const memoryEventStore = (): EventStore => chained(memoryAdapter());

export const memoryAdapter = (): EventStoreAdapter => {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const listeners = new Set<() => void>();

  const append = (request: ChainedAppend): AppendOutcome => {
    const { stream, expected, previous, events } = request;
    const present = streams.get(stream) ?? [];
    if (present.length - 1 !== expected) return compare(present, request);
    const last = present[present.length - 1]?.hash ?? '';
    if (last !== previous) return { kind: 'moved', hash: last };
    let link = previous;
    for (const event of events) {
      const stored = { ...event, stream, revision: present.length, position: log.length + 1, previous: link };
      present.push(stored);
      log.push(stored);
      link = event.hash;
    }
    streams.set(stream, present);
    for (const listener of listeners) listener();
    return { kind: 'appended', position: log.length };
  };

  const readStream = (stream: string, { from, direction, limit }: StreamPage): readonly StoredEvent[] => {
    const present = streams.get(stream) ?? [];
    if (direction === 'forwards') return present.slice(from, from + limit);
    const end = Math.min(from + 1, present.length);
    return present.slice(Math.max(0, end - limit), end).reverse();
  };

  const readLog = ({ after, limit, streams: prefixes }: LogPage): readonly StoredEvent[] => {
    if (prefixes === undefined) return log.slice(after, after + limit);
    return log
      .slice(after)
      .filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)))
      .slice(0, limit);
  };

  return {
    epoch: randomUUID(),
    append: async (request) => {
      return append(request);
    },
    hashAt: (stream, revision) => streams.get(stream)?.[revision]?.hash,
    readStream,
    readLog,
    head: () => log.length,
    onAppended: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => undefined,
  };
};

const compare = (present: readonly StoredEvent[], { expected, events }: ChainedAppend): AppendOutcome => {
  const there = present.slice(expected + 1, expected + 1 + events.length);
  const sameIds = there.length === events.length && there.every(({ id }, index) => id === events[index]?.id);
  const last = there[there.length - 1];
  if (!sameIds || last === undefined) return { kind: 'conflict', actual: present.length - 1 };
  const same = there.every(({ type, data }, index) => type === events[index]?.type && data === events[index]?.data);
  return same ? { kind: 'repeated', position: last.position, hash: last.hash } : { kind: 'reused' };
};
