import type { EventStoreAdapter } from './adapter.ts';
import { isStoreUnavailable } from './errors.ts';
import type { Recorded } from './event.ts';
import type { CaughtUp, SubscribeOptions } from './event-store.ts';
import type { RecentLog } from './recent-log.ts';
import { toRecorded } from './recorded.ts';

const pageSize = 512;
/** How soon a store that could not read is asked again. */
export const retryMs = 250;
/** How soon after our own events the store is asked whether others have appended too. */
const othersMs = 50;

/** A bell that remembers one ring, so that an append between a read and the wait is not missed. */
const bell = () => {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    /** Waits for a ring, at most so long where a time is given. */
    heard: async (milliseconds?: number): Promise<void> => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const late = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(late);
            resolve();
          };
        });
      }
      rung = false;
      wake = undefined;
    },
  };
};

/** The head first: what the page then leaves out up to there is not in the streams asked for. Undefined while the store cannot read. */
const pageAfter = async (adapter: EventStoreAdapter, after: number, streams: readonly string[] | undefined) => {
  try {
    const head = await adapter.head();
    return { head, page: await adapter.readLog({ after, limit: pageSize, ...(streams === undefined ? {} : { streams }) }) };
  } catch (error) {
    if (isStoreUnavailable(error)) return undefined;
    throw error;
  }
};

/** All there is, in global order, then what comes. `caughtUp` is said each time everything present has been handed out. A store that cannot read for a while is asked again. */
export async function* subscription(
  adapter: EventStoreAdapter,
  recent: RecentLog,
  closing: AbortSignal,
  { signal, streams, after: start = 0 }: SubscribeOptions = {},
): AsyncGenerator<Recorded | CaughtUp, void> {
  const ends = signal === undefined ? [closing] : [closing, signal];
  const { ring, heard } = bell();
  const silence = adapter.onAppended(ring);
  for (const end of ends) end.addEventListener('abort', ring);
  const ended = () => ends.some(({ aborted }) => aborted);
  let after = start;
  let told = -1;
  try {
    while (!ended()) {
      const near = recent.after({ after, limit: pageSize, ...(streams === undefined ? {} : { streams }) });
      if (near !== undefined) {
        for (const event of near.events) {
          if (ended()) return;
          after = event.position;
          yield event;
        }
        after = near.upTo;
        if (near.more) continue;
        told = after;
        yield { caughtUp: true, position: after };
        if (!ended()) await heard(othersMs);
        continue;
      }
      const found = await pageAfter(adapter, after, streams);
      if (found === undefined) {
        await heard(retryMs);
        continue;
      }
      const { head, page } = found;
      for (const event of page) {
        if (ended()) return;
        after = event.position;
        yield toRecorded(event);
      }
      if (page.length === pageSize) continue;
      after = Math.max(after, head);
      if (after > told) {
        told = after;
        yield { caughtUp: true, position: after };
      }
      if (!ended()) await heard();
    }
  } finally {
    silence();
    for (const end of ends) end.removeEventListener('abort', ring);
  }
}
