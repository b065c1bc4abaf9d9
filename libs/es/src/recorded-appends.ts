import { canonicalJson } from './canonical-json.ts';
import { isAppendTooLarge, isEventIdReused, isHashMismatch, isStoreUnavailable, isVersionConflict } from './errors.ts';
import type { Recorded } from './event.ts';
import type { EventStore } from './event-store.ts';
import { hashOf } from './hash-chain.ts';
import { type Run, runsByStory, runsInOrder } from './recorded-runs.ts';
import { type Row, rowByKey } from './row-by-key.ts';

/** Appends under way together to a store that orders its calls: it writes them in one transaction. */
const inOrderAtOnce = 1_000;
/** To one that does not, at the most. A KurrentDB syncs every few milliseconds, and all that wait for it at once. */
const byStoryAtOnce = 128;
/** Characters of events that are read and not written yet. */
const inLine = 8 * 1024 * 1024;
/** A store that is away for a moment (a new leader, a full queue) is waited for. */
const tries = 8;
const betweenMs = 500;

/** The event is not what was recorded, or does not stand where its stream goes on: it was not written. */
export class RecordRefused extends Error {
  readonly stream: string;
  readonly revision: number;
  constructor({ stream, revision }: Recorded, why: string, options?: ErrorOptions) {
    super(`${stream}@${revision} ${why}`, options);
    this.name = 'RecordRefused';
    this.stream = stream;
    this.revision = revision;
  }
}

export interface RecordedAppendsOptions {
  /** Stream-name prefixes of what all stories look at: what stands before and behind one of their events stays there. */
  readonly forAll?: readonly string[];
  /** So many more are there. */
  readonly onAppended?: (events: number) => void;
}

type Events = Run['events'];

const isUnaltered = (event: Recorded): boolean =>
  hashOf({ ...event, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) }) === event.hash;

/** Of events that the stream is in the middle of, or beyond: those that are not there yet. The same hash at one revision is the same stream up to there. */
const notThere = async (target: EventStore, run: Events, actual: number): Promise<Events> => {
  const there = run.findLast(({ revision }) => revision <= actual);
  if (there === undefined) throw new RecordRefused(run[0] as Recorded, 'does not follow: events before it are missing');
  for await (const { hash } of target.read(there.stream, { from: there.revision, limit: 1 }))
    if (hash !== there.hash) throw new RecordRefused(there, 'does not follow: another event stands in its place');
  return run.filter(({ revision }) => revision > there.revision);
};

const refusal = (run: Events, cause: unknown): unknown => {
  const altered = run.find((event) => !isUnaltered(event));
  if (altered !== undefined) return new RecordRefused(altered, 'was altered: its content gives another hash than the original', { cause });
  return new RecordRefused(run[0] as Recorded, 'does not follow: another event stands before it, or in its place', { cause });
};

/** What was recorded elsewhere gets the same hash here, or is not written: the hash covers place, content and all that went before. False: all were there. */
const appendRun = async (target: EventStore, run: Events): Promise<boolean> => {
  const [first, last] = [run[0], run[run.length - 1]];
  if (first === undefined || last === undefined) return false;
  try {
    const expected = first.revision === 0 ? 'absent' : first.revision - 1;
    return !(await target.append(first.stream, run, expected, { hash: last.hash })).repeated;
  } catch (error) {
    if (isVersionConflict(error)) return appendRun(target, await notThere(target, run, error.actual === 'absent' ? -1 : error.actual));
    if (isHashMismatch(error) || isEventIdReused(error)) throw refusal(run, error);
    throw error;
  }
};

/** A server may be set up to take less at once than the port promises: then halves, down to the single event. */
const appendInParts = async (target: EventStore, run: Events): Promise<void> => {
  try {
    await appendRun(target, run);
  } catch (error) {
    if (!isAppendTooLarge(error) || run.length === 1) throw error;
    const half = run.length >> 1;
    await appendInParts(target, run.slice(0, half));
    await appendInParts(target, run.slice(half));
  }
};

const patiently = async (target: EventStore, run: Events, away: () => void): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await appendInParts(target, run);
      return;
    } catch (error) {
      if (!isStoreUnavailable(error) || attempt === tries) throw error;
      away();
      await new Promise((resolve) => setTimeout(resolve, betweenMs));
    }
  }
};

/** However the filling ends, nothing is under way to the store any more afterwards: its caller closes it, or lifts a seal. */
const emptied = async (row: Row, fill: () => Promise<void>): Promise<void> => {
  try {
    await fill();
  } catch (error) {
    await row.idle().catch(() => undefined);
    throw error;
  }
  await row.idle();
};

/** Never in parts: the second half would come behind what was sent meanwhile. Runs are within what the port promises. */
const inOrder = async (target: EventStore, log: AsyncIterable<Recorded>, appended: (events: number) => void): Promise<void> => {
  const row = rowByKey({ atOnce: inOrderAtOnce, inLine });
  let allNew = (await target.head()) === 0;
  const take = async (events: Events): Promise<void> => {
    const isNew = await appendRun(target, events);
    if (allNew && !isNew) throw new RecordRefused(events[0] as Recorded, 'is there already, but not what comes before it in the log');
    allNew = isNew;
    appended(events.length);
  };
  await emptied(row, async () => {
    for await (const { events, chars } of runsInOrder(log)) {
      await row.add([], chars, () => take(events));
      // Until then one after the other: the rest of a run must not come behind those after it.
      if (!allNew) await row.idle();
    }
  });
};

const keysOf = (events: Events): readonly string[] => [
  `stream ${events[0]?.stream}`,
  ...new Set(events.map(({ metadata }) => `story ${metadata.correlationId}`)),
];

const byStory = async (
  target: EventStore,
  log: AsyncIterable<Recorded>,
  appended: (events: number) => void,
  isForAll: (event: Recorded) => boolean,
): Promise<void> => {
  const row = rowByKey({ atOnce: byStoryAtOnce, inLine });
  await emptied(row, async () => {
    for await (const { events, chars } of runsByStory(log, isForAll)) {
      const alone = isForAll(events[0] as Recorded);
      if (alone) await row.idle();
      await row.add(keysOf(events), chars, async () => {
        await patiently(target, events, row.halve);
        appended(events.length);
      });
      if (alone) await row.idle();
    }
  });
};

/**
 * Takes over what another store has recorded, as it is: ids, times, metadata, revisions and hashes; positions are the target's own. `log`: in its order, each stream
 * from the first event that the target lacks, or from any before it. What is there already is left as it is, so that a copy which was cut off is begun again.
 *
 * A store that orders its calls gets the order of the log. One that does not (a KurrentDB) keeps the order of each stream, of each story (`correlationId`) among its
 * streams, and everything about what is `forAll`; events of two unrelated stories may change places, if there are not 10,000 others between them.
 *
 * Throws `RecordRefused` for an altered event, a gap, and another event in its place or before it: before that event is written.
 */
export const appendRecorded = (
  target: EventStore,
  log: AsyncIterable<Recorded>,
  { forAll = [], onAppended = () => undefined }: RecordedAppendsOptions = {},
): Promise<void> =>
  target.ordersCalls
    ? inOrder(target, log, onAppended)
    : byStory(target, log, onAppended, ({ stream }) => forAll.some((prefix) => stream.startsWith(prefix)));
