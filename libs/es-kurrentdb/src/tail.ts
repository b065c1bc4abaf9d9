import { describeSeal, type Seal, StoreUnavailable } from '@motcua/es';
import { LRUCache } from 'lru-cache';
import type { Calls, Follower } from './calls.ts';
import { standingIn } from './epochs.ts';
import { toPortError } from './faults.ts';
import { followLoop } from './follow-loop.ts';
import type { Namespace } from './namespace.ts';
import type { PositionIndex } from './position-index.ts';
import type { RecordedEvent } from './protocol.ts';
import { commitOf, hashIn, numberOf, physicalStreamOf, revisionOf } from './stored-form.ts';

/** An event as the tail has seen it go by. */
export interface Seen {
  readonly revision: number;
  readonly hash: string;
  readonly position: number;
}

export interface Tail {
  /** Counts what the server has now. */
  catchUp(): Promise<void>;
  /** Resolves when everything up to this commit position is counted. */
  reach(commit: number): Promise<void>;
  /** The newest event of a stream that went by, if it was not too long ago. */
  latest(stream: string): Seen | undefined;
  /** That very event, as soon as it goes by; undefined where it does not within `milliseconds`. */
  awaitEvent(stream: string, revision: number, milliseconds: number): Promise<Seen | undefined>;
  /** Throws where the log cannot be counted any more. */
  assertWhole(): void;
  /** Throws where a seal lies behind the last event of epochs that was counted: what stands in the log after a seal was never acknowledged. */
  assertUnsealed(): void;
  onAppended(listener: () => void): () => void;
  close(): Promise<void>;
}

const pageSize = 500;
const knownHeads = 20_000;
/** How often the server is asked whether the subscription has kept something back, while somebody listens. */
const askMs = 1_000;

/** One at a time; who comes while one is under way gets the next, which begins later than his question. */
const oneAtATime = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
};

/**
 * Counts the events of the namespace as they are committed. They are pushed by a subscription; where that is silent or away, they are asked for. Both are
 * whole and in the server's order, so whatever comes first is counted and what comes again is known by its commit position.
 */
export const openTail = (calls: Calls, namespace: Namespace, index: PositionIndex, last: number, fault: () => Error | undefined): Tail => {
  // In one order with the events: where a seal lies among them decides.
  const prefixes = [namespace.prefix, namespace.epochs];
  const latest = new LRUCache<string, Seen>({ max: knownHeads });
  const listeners = new Set<() => void>();
  const waiters = new Map<string, Set<(seen: Seen) => void>>();
  let scanned = last;
  let foreign: Error | undefined;
  let seal: Seal | undefined;

  const assertWhole = (): void => {
    const error = foreign ?? fault();
    if (error !== undefined) throw new StoreUnavailable(error.message, { cause: error });
  };
  const count = (event: RecordedEvent): void => {
    const commit = commitOf(event);
    if (commit <= scanned) return;
    assertWhole();
    if (!physicalStreamOf(event).startsWith(namespace.prefix)) {
      // A longer name of another province may begin with the same letters.
      if (physicalStreamOf(event) === namespace.epochs) seal = standingIn(event).seal;
      scanned = commit;
      return;
    }
    try {
      if (numberOf(event.getPreparePosition()) !== commit) throw new Error(`the event at ${commit} was written in a transaction`);
      const seen = { revision: revisionOf(event), hash: hashIn(event), position: index.add(commit) };
      const stream = physicalStreamOf(event);
      scanned = commit;
      latest.set(stream, seen);
      for (const waiter of waiters.get(stream) ?? []) waiter(seen);
    } catch (error) {
      foreign = error as Error;
      throw error;
    }
    for (const listener of listeners) listener();
  };

  const follower: Follower = {
    event: count,
    scanned: (commit) => {
      scanned = Math.max(scanned, commit);
    },
  };
  const loop = followLoop((each, signal) => calls.subscribe({ from: scanned, prefixes }, each, signal), follower);

  const catchUp = oneAtATime(async () => {
    for (;;) {
      assertWhole();
      const before = index.count();
      const page = await calls.readLog({ from: scanned, prefixes }, pageSize).catch((error: unknown) => {
        throw toPortError(error);
      });
      for (const event of page) count(event);
      if (index.count() > before) loop.overtaken(scanned);
      if (page.length < pageSize) break;
    }
    loop.check();
  });

  let asking: NodeJS.Timeout | undefined;
  return {
    catchUp,
    assertWhole,
    assertUnsealed: () => {
      if (seal !== undefined) throw new StoreUnavailable(describeSeal(seal));
    },
    reach: async (commit) => {
      if (scanned < commit) await catchUp();
      if (scanned < commit) throw new StoreUnavailable(`the log does not reach ${commit}`);
    },
    latest: (stream) => latest.get(stream),
    awaitEvent: (stream, revision, milliseconds) => {
      const known = latest.get(stream);
      if (known !== undefined && known.revision >= revision) return Promise.resolve(known.revision === revision ? known : undefined);
      if (milliseconds === 0) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const waiting = waiters.get(stream) ?? new Set();
        waiters.set(stream, waiting);
        const end = (seen: Seen | undefined): void => {
          clearTimeout(late);
          waiting.delete(waiter);
          if (waiting.size === 0) waiters.delete(stream);
          resolve(seen);
        };
        const waiter = (seen: Seen): void => {
          if (seen.revision === revision) end(seen);
        };
        const late = setTimeout(() => end(undefined), milliseconds);
        waiting.add(waiter);
      });
    },
    onAppended: (listener) => {
      listeners.add(listener);
      asking ??= setInterval(() => void catchUp().catch(() => undefined), askMs).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(asking);
        asking = undefined;
      };
    },
    close: async () => {
      clearInterval(asking);
      await loop.stop();
    },
  };
};
