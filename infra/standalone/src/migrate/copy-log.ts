import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, isStoreUnavailable, type Recorded } from '@motcua/es';
import { rowByKey } from './row-by-key.ts';
import { isForAll, missingRuns, type Run } from './runs.ts';

/** Appends under way together. A KurrentDB syncs every few milliseconds, and all that wait for it at once. */
const atOnce = 128;
/** A store that is away for a moment (a new leader, a full queue) is waited for. */
const tries = 8;
const betweenMs = 500;

export interface CopyOptions {
  /** Exclusive, in the source. */
  readonly after: number;
  readonly lacks: (event: Recorded) => boolean;
  /** Whether the target writes in the order of the calls. */
  readonly inCallOrder: boolean;
  /** So many more are there. */
  readonly onCopied: (events: number) => void;
}

/** The port itself makes the copy exact: the hash follows from place, id, type, data, metadata and the hash before. */
const append = async (target: EventStore, run: Run): Promise<void> => {
  const [first] = run;
  const last = run.at(-1) ?? first;
  const events = run.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { hash } = await target.append(first.stream, events, first.revision === 0 ? 'absent' : first.revision - 1);
      if (hash !== last.hash) throw new Error(`${last.stream}@${last.revision}: the copy has another hash than the original`);
      return;
    } catch (error) {
      if (!isStoreUnavailable(error) || attempt === tries) throw error;
      await pause(betweenMs);
    }
  }
};

const keysOf = ([first, ...rest]: Run): readonly string[] => [
  `stream ${first.stream}`,
  ...new Set([first, ...rest].map(({ metadata }) => `story ${metadata.correlationId}`)),
];

/**
 * Appends to the target what it lacks. Each stream keeps its order, each story among its streams, and everything about what is published for all;
 * a target that writes in the order of the calls keeps the whole order of the log.
 */
export const copyLog = async (source: EventStore, target: EventStore, options: CopyOptions): Promise<void> => {
  const { after, lacks, inCallOrder, onCopied } = options;
  const row = rowByKey(atOnce);
  for await (const run of missingRuns(source, after, lacks, inCallOrder)) {
    const alone = !inCallOrder && isForAll(run[0]);
    if (alone) await row.idle();
    await row.add(inCallOrder ? [] : keysOf(run), async () => {
      await append(target, run);
      onCopied(run.length);
    });
    if (alone) await row.idle();
  }
  await row.idle();
};
