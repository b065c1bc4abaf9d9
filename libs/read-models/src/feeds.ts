import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, type BusLogger, EpochChanged, type FeedBatch, type LogPosition } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import { nameOfError } from './errors.ts';

/** What may wait for the fold, of all sources together; more is not taken from the bus. */
const maxWaiting = 64;
const maxWaitingEvents = 2_000;
/** Events of one fold, about: a larger one saves little and holds everybody else up. */
const maxEvents = 500;

export interface FeedsOptions {
  readonly bus: Pick<Bus, 'follow'>;
  readonly sources: readonly ServiceName[];
  readonly after: (source: ServiceName) => LogPosition | undefined;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
  /** A fold follows the one before not sooner than this, unless there is plenty: under load one write serves many events, and who is alone does not wait. */
  readonly gatherMs: number;
}

export interface Feeds {
  /** What has come, of all sources, up to some hundred events; waits for the first. Undefined once the signal has aborted. Throws `EpochChanged`. */
  take(): Promise<readonly FeedBatch[] | undefined>;
  /** Resolves when no feed is open any more. */
  readonly ended: Promise<void>;
}

/** One feed per source, merged in the order of arrival. */
export const openFeeds = ({ bus, sources, after, logger, signal, gatherMs }: FeedsOptions): Feeds => {
  const waiting: FeedBatch[] = [];
  const events = (): number => waiting.reduce((sum, batch) => sum + batch.events.length, 0);
  let takenAt = 0;
  let failed: unknown;
  let wakeTaker: (() => void) | undefined;
  const wakeFeeds: (() => void)[] = [];
  const wake = (): void => wakeTaker?.();
  signal.addEventListener('abort', () => {
    wake();
    for (const resume of wakeFeeds.splice(0)) resume();
  });

  const offer = async (batch: FeedBatch): Promise<void> => {
    waiting.push(batch);
    wake();
    if ((waiting.length >= maxWaiting || events() >= maxWaitingEvents) && !signal.aborted)
      await new Promise<void>((resolve) => wakeFeeds.push(resolve));
  };
  const follow = async (source: ServiceName): Promise<void> => {
    let from = after(source);
    while (!signal.aborted) {
      try {
        for await (const batch of bus.follow({ source, signal, ...(from ? { after: from } : {}) })) {
          if (from && batch.epoch !== from.epoch) throw new EpochChanged(batch.epoch);
          from = { epoch: batch.epoch, position: batch.position };
          await offer(batch);
          if (signal.aborted) return;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Error && error.name === 'EpochChanged') {
          failed = error;
          return wake();
        }
        logger.warn('a feed starts over', { source, reason: nameOfError(error) });
      }
      await sleep(300, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    ended: Promise.all(sources.map(follow)).then(() => undefined),
    async take() {
      while (waiting.length === 0 && failed === undefined && !signal.aborted)
        await new Promise<void>((resolve) => {
          wakeTaker = resolve;
        });
      const early = takenAt + gatherMs - performance.now();
      if (early > 0 && waiting.length < maxWaiting && events() < maxEvents && failed === undefined)
        await sleep(early, undefined, { signal }).catch(() => undefined);
      takenAt = performance.now();
      if (failed !== undefined) throw failed;
      if (signal.aborted) return undefined;
      let sum = 0;
      const enough = waiting.findIndex((batch) => {
        sum += batch.events.length;
        return sum >= maxEvents;
      });
      const taken = waiting.splice(0, enough < 0 ? waiting.length : enough + 1);
      for (const resume of wakeFeeds.splice(0)) resume();
      return taken;
    },
  };
};
