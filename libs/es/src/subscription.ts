import type { EventStoreAdapter } from './adapter.ts';
import { toRecorded } from './chained.ts';
import type { Recorded } from './event.ts';
import type { CaughtUp, SubscribeOptions } from './event-store.ts';

const pageSize = 512;

/** A bell that remembers one ring, so that an append between a read and the wait is not missed. */
const bell = () => {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    heard: async (): Promise<void> => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
      wake = undefined;
    },
  };
};

/** All there is, in global order, then what comes. `caughtUp` is said each time everything present has been handed out. */
export async function* subscription(
  adapter: EventStoreAdapter,
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
      // The head first: what the page then leaves out up to there is not in the streams asked for.
      const head = await adapter.head();
      const page = await adapter.readLog({ after, limit: pageSize, ...(streams === undefined ? {} : { streams }) });
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
