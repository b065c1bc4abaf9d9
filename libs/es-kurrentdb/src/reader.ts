import type { LogPage, StoredEvent, StreamPage } from '@motcua/es';
import type { Calls } from './calls.ts';
import { inTime } from './deadline.ts';
import { toPortError } from './faults.ts';
import type { Namespace } from './namespace.ts';
import type { PositionIndex } from './position-index.ts';
import type { RecordedEvent } from './protocol.ts';
import { commitOf, hashIn, physicalStreamOf, toStored } from './stored-form.ts';
import type { Tail } from './tail.ts';

/** An answer, or the word that there is none, comes within two seconds, the caller's own work included. */
export const budgetMs = 1_500;

export interface Reader {
  readStream(stream: string, page: StreamPage, deadline?: number): Promise<readonly StoredEvent[]>;
  readLog(page: LogPage): Promise<readonly StoredEvent[]>;
  hashAt(stream: string, revision: number, deadline?: number): string | undefined | Promise<string | undefined>;
  /** -1: the stream is not there. */
  lastRevision(stream: string, deadline: number): Promise<number>;
}

export const readerOf = (calls: Calls, namespace: Namespace, tail: Tail, index: PositionIndex, born: number): Reader => {
  const placed = async (events: readonly RecordedEvent[]): Promise<readonly StoredEvent[]> => {
    const commits = events.map(commitOf);
    await tail.reach(Math.max(0, ...commits));
    const positions = await Promise.all(commits.map((commit) => index.positionOf(commit)));
    return events.map((event, at) => toStored(event, namespace.toLogical(physicalStreamOf(event)) ?? '', positions[at] ?? 0));
  };
  const asked = async <T>(work: () => Promise<T>, deadline = Number.POSITIVE_INFINITY): Promise<T> => {
    tail.assertWhole();
    try {
      return await inTime(work(), deadline);
    } catch (error) {
      throw toPortError(error);
    }
  };

  const readStream: Reader['readStream'] = (stream, { from, direction, limit }, deadline = Date.now() + budgetMs) =>
    asked(async () => {
      const start = direction === 'backwards' && from === Number.MAX_SAFE_INTEGER ? 'end' : from;
      return placed(await calls.readStream({ stream: namespace.toPhysical(stream), from: start, direction, limit }, deadline));
    }, deadline);

  const readLog: Reader['readLog'] = ({ after, limit, streams }) =>
    asked(async () => {
      if (after > index.count()) await tail.catchUp();
      if (after > index.count() || limit <= 0 || streams?.length === 0) return [];
      const start = after === 0 ? born : await index.commitAt(after);
      const prefixes = streams === undefined ? [namespace.prefix] : streams.map(namespace.toPhysical);
      // A read begins with the event it is given, where that is one of these streams.
      const page = await calls.readLog({ from: start, prefixes }, limit + 1);
      return placed(page.filter((event) => commitOf(event) > start).slice(0, limit));
    });

  return {
    readStream,
    readLog,
    hashAt: (stream, revision, deadline = Date.now() + budgetMs) => {
      const physical = namespace.toPhysical(stream);
      const latest = tail.latest(physical);
      if (latest?.revision === revision) return latest.hash;
      return asked(async () => {
        const [event] = await calls.readStream({ stream: physical, from: revision, direction: 'forwards', limit: 1 }, deadline);
        return event === undefined ? undefined : hashIn(event);
      }, deadline);
    },
    lastRevision: (stream, deadline) =>
      asked(async () => {
        const range = { stream: namespace.toPhysical(stream), from: 'end', direction: 'backwards', limit: 1 } as const;
        const [event] = await calls.readStream(range, deadline);
        return event === undefined ? -1 : Number(event.getStreamRevision());
      }, deadline),
  };
};
