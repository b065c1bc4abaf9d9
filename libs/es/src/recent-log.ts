import type { LogPage, StoredEvent } from './adapter.ts';
import type { Recorded } from './event.ts';
import { toRecorded } from './recorded.ts';

const maxEvents = 256;
const maxChars = 1024 * 1024;

interface Kept {
  readonly event: StoredEvent;
  readonly chars: number;
  recorded?: Recorded;
}

export interface Recent {
  readonly events: readonly Recorded[];
  /** All up to and including this position has been looked at. */
  readonly upTo: number;
  /** There is more behind it. */
  readonly more: boolean;
}

/**
 * The newest events that this process has appended itself, without a gap. Whoever follows the log closely is served from here, instead of every follower
 * reading and parsing the same rows again after each commit. What others have appended makes a gap: then it starts over behind it, and the store serves.
 */
export const recentLog = () => {
  let kept: Kept[] = [];
  let chars = 0;
  const last = (): number => kept[kept.length - 1]?.event.position ?? -1;

  const trim = (): void => {
    if (kept.length <= maxEvents && chars <= maxChars) return;
    // Half of it at once: moving everything up by one for each event would cost more than it saves.
    let drop = 0;
    while (drop < kept.length && (kept.length - drop > maxEvents / 2 || chars > maxChars / 2)) chars -= kept[drop++]?.chars ?? 0;
    kept = kept.slice(drop);
  };
  return {
    /** Appended just now, in order of position. */
    add(events: readonly StoredEvent[]): void {
      for (const event of events) {
        if (event.position <= last()) continue;
        if (kept.length > 0 && event.position !== last() + 1) {
          kept = [];
          chars = 0;
        }
        const size = event.data.length + event.metadata.length;
        kept.push({ event, chars: size });
        chars += size;
      }
      trim();
    },
    /** What follows `after`; undefined where that is not known here. */
    after({ after, limit, streams }: LogPage): Recent | undefined {
      const first = kept[0]?.event.position;
      if (first === undefined || after + 1 < first || after >= last()) return undefined;
      const events: Recorded[] = [];
      let upTo = after;
      for (let index = after + 1 - first; index < kept.length && events.length < limit; index++) {
        const one = kept[index] as Kept;
        upTo = one.event.position;
        if (streams !== undefined && !streams.some((prefix) => one.event.stream.startsWith(prefix))) continue;
        one.recorded ??= toRecorded(one.event);
        events.push(one.recorded);
      }
      return { events, upTo, more: upTo < last() };
    },
  };
};
export type RecentLog = ReturnType<typeof recentLog>;
