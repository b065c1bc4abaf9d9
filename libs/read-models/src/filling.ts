import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedBatch, LogPosition } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import { batchFolder, type Folded } from './batch-folder.ts';
import { nameOfError, ReadModelsUnavailable } from './errors.ts';
import { openFeeds } from './feeds.ts';
import { parkedIndex } from './held-document.ts';
import { hotDocuments } from './hot-documents.ts';
import { patiently } from './patiently.ts';
import { type ProgressOf, progressOf } from './progress.ts';
import type { Checkpoints, Collection } from './read-models.ts';
import type { RunOptions } from './running-projection.ts';

/** One collection being filled and kept up to date from its sources. */
export interface Filling {
  readonly collection: Collection;
  readonly progress: ProgressOf;
  readonly parked: ReadonlySet<string>;
  /** How far this projector itself has heard, be it that another has folded it. */
  heard(): Checkpoints;
  stop(): Promise<void>;
}

export interface FillingEvents {
  /** After each write: the documents it changed, none where only the position moved. */
  moved(ids: readonly string[]): void;
  /** A source has another log than the one this collection was filled from: it must be filled anew. Nothing is applied any more. */
  epochChanged(filling: Filling): void;
}

/** Longest pause of a rebuild between two folds. */
const longestRestMs = 50;

const restAsLong = async (workedMs: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.min(longestRestMs, workedMs), undefined, { signal }).catch(() => undefined);

/** Whether others are served from another collection meanwhile, so that this one has time. */
export type Hurry = 'served from here' | 'beside another';

/** Checkpoints never go back: another projector may have come further in one source than we. */
const furthest = (stored: Checkpoints, folded: Checkpoints): Checkpoints => {
  const further = Object.entries(stored).filter(([source, at]) => {
    const own = folded[source as ServiceName];
    return own === undefined || (own.epoch === at.epoch && own.position < at.position);
  });
  return { ...folded, ...Object.fromEntries(further) };
};

/** Where to read on: what another has folded into the collection, but this one has not heard of, is heard once more. */
const earliest = (stored: Checkpoints, heard: Checkpoints): Checkpoints => {
  const behind = Object.entries(heard).filter(([source, at]) => {
    const there = stored[source as ServiceName];
    return there !== undefined && there.epoch === at.epoch && at.position < there.position;
  });
  return { ...stored, ...Object.fromEntries(behind) };
};

const parkedIn = async (collection: Collection): Promise<Set<string>> => {
  const ids = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await collection.find({ index: parkedIndex, where: { [parkedIndex]: 1 }, limit: 500, ...(cursor ? { cursor } : {}) });
    for (const { id } of page.items) ids.add(id);
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
};

export const fill = async <State, Opened>(
  collection: Collection,
  options: RunOptions<State, Opened>,
  events: FillingEvents,
  /** Of this instance before, from another collection. */
  heardBefore: Checkpoints = {},
  hurry: Hurry = 'served from here',
): Promise<Filling> => {
  const { projection, bus, logger, cacheSize = 1_000, gatherMs = 5, rest = restAsLong } = options;
  const ended = new AbortController();
  const { signal } = ended;
  const parked = await parkedIn(collection);
  const start = await collection.checkpoints();
  const progress = progressOf(projection.sources, start);

  const waits = (reason: string): void => logger.warn('a projection waits', { projection: projection.name, reason });
  const insist = <T>(work: () => Promise<T>): Promise<T | undefined> => patiently(work, { signal, failed: waits });

  /** Written checkpoints, and when. What concerns no document is written with what does, or once a second: it may be heard again. */
  let stored: Checkpoints = start;
  let storedAt = 0;
  /** How far this projector itself has heard and folded. Never `stored`: what another has folded, this one has not heard of yet. */
  const heard = new Map<string, LogPosition>(Object.entries(earliest(start, heardBefore)));
  /** False where another projector wrote first: nothing is written then, and what was folded rests on something older. */
  const write = async (folded: Folded<State>, batches: readonly FeedBatch[], own: Checkpoints): Promise<boolean> => {
    const { upserts, deletes, documents, touched } = folded;
    const checkpoints = furthest(stored, own);
    const moved = batches.some(({ events }) => events.length > 0);
    if (documents.size > 0 || (moved && Date.now() - storedAt > 1_000)) {
      if (!(await collection.apply({ upserts, deletes, checkpoints, expected: stored }))) {
        const now = await collection.checkpoints();
        // Nobody was faster: it takes nothing, as where it was dropped. Asked again in a while, instead of at once.
        if (JSON.stringify(now) === JSON.stringify(stored)) throw new ReadModelsUnavailable('the collection takes nothing');
        stored = now;
        return false;
      }
      stored = checkpoints;
      storedAt = Date.now();
    }
    for (const [source, at] of Object.entries(own)) heard.set(source, at);
    for (const id of documents.keys()) parked.delete(id);
    for (const id of folded.parked) parked.add(id);
    progress.written(checkpoints, batches);
    events.moved(touched);
    return true;
  };

  const run = async (from: Checkpoints): Promise<void> => {
    const own = new AbortController();
    const hot = hotDocuments<State>(collection, cacheSize);
    const foldAll = batchFolder(options, hot);
    const folded = new Map<string, LogPosition>(Object.entries(from));
    const either = AbortSignal.any([signal, own.signal]);
    const feeds = openFeeds({ bus, sources: projection.sources, after: (source) => from[source], logger, signal: either, gatherMs });
    type Fold = () => Promise<Folded<State> | undefined>;
    /** Writes, and where another projector was faster folds again on what stands there now. True: written as it was folded first. */
    const settle = async (first: Folded<State>, fold: Fold, batches: readonly FeedBatch[], checkpoints: Checkpoints): Promise<boolean> => {
      let result: Folded<State> | undefined = first;
      while (result) {
        const now: Folded<State> = result;
        const done = hot.keep(now.documents);
        const written = await insist(() => write(now, batches, checkpoints));
        if (written) done();
        if (written !== false) return now === first;
        hot.forget();
        result = await fold();
      }
      return false;
    };
    let writing = Promise.resolve(true);
    try {
      for (let batches = await feeds.take(); batches; batches = await feeds.take()) {
        const taken = batches;
        const began = performance.now();
        const before = new Map(folded);
        const fold: Fold = () => insist(() => foldAll(taken, (source) => before.get(source)?.position ?? 0));
        const early = await fold();
        // One write is on its way while the next batch is folded; never two. What was folded on it is folded again where it was not written so.
        const result = (await writing) ? early : await fold();
        if (!result) return;
        for (const [source, at] of Object.entries(newPositions(taken, folded))) folded.set(source, at);
        writing = settle(result, fold, taken, Object.fromEntries(folded));
        writing.catch(() => own.abort());
        if (hurry === 'beside another' && progress.headAt() === undefined) await rest(performance.now() - began, either);
      }
      await writing;
    } finally {
      own.abort();
      await writing.catch(() => undefined);
    }
  };

  const keepRunning = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await run(Object.fromEntries(heard));
      } catch (error) {
        if (error instanceof Error && error.name === 'EpochChanged') return events.epochChanged(filling);
        const reason = nameOfError(error);
        logger.warn('a projection starts over from where it was', { projection: projection.name, reason });
        await sleep(200, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  let running: Promise<void> | undefined;
  const filling: Filling = {
    collection,
    progress,
    parked,
    heard: () => Object.fromEntries(heard),
    async stop() {
      ended.abort();
      await running;
    },
  };
  running = keepRunning();
  return filling;
};

const newPositions = (batches: readonly FeedBatch[], folded: ReadonlyMap<string, LogPosition>): Checkpoints => {
  const moved = new Map<ServiceName, LogPosition>();
  for (const { source, epoch, position } of batches) {
    const before = moved.get(source) ?? folded.get(source);
    if (!before || position > before.position) moved.set(source, { epoch, position });
  }
  return Object.fromEntries(moved);
};
