import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, type BusLogger, EpochChanged, type FeedBatch, type LogPosition } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';

/** Batches that may wait for the fold, of all sources together; more are not taken from the bus. */
const maxWaiting = 4;
/** Events of one fold, about: a larger one saves little and holds everybody else up. */
const maxEvents = 500;

export interface FeedsOptions {
  readonly bus: Pick<Bus, 'follow'>;
  readonly sources: readonly ServiceName[];
  readonly after: (source: ServiceName) => LogPosition | undefined;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
}

export interface Feeds {
  /** What has come, of all sources, up to some hundred events; waits for the first. Undefined once the signal has aborted. Throws `EpochChanged`. */
  take(): Promise<readonly FeedBatch[] | undefined>;
  /** Resolves when no feed is open any more. */
  readonly ended: Promise<void>;
}

/** One feed per source, merged in the order of arrival. */
export const openFeeds = ({ bus, sources, after, logger, signal }: FeedsOptions): Feeds => {
  const waiting: FeedBatch[] = [];
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
    if (waiting.length >= maxWaiting && !signal.aborted) await new Promise<void>((resolve) => wakeFeeds.push(resolve));
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
        logger.warn('a feed starts over', { source, reason: error instanceof Error ? error.name : 'Error' });
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
      if (failed !== undefined) throw failed;
      if (signal.aborted) return undefined;
      let events = 0;
      const enough = waiting.findIndex((batch) => {
        events += batch.events.length;
        return events >= maxEvents;
      });
      const taken = waiting.splice(0, enough < 0 ? waiting.length : enough + 1);
      for (const resume of wakeFeeds.splice(0)) resume();
      return taken;
    },
  };
};
