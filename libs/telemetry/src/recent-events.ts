import type { FeedBatch } from '@motcua/bus';
import type { Checkpoints } from '@motcua/read-models';
import { isSampled } from './spans.ts';

/** An event of a trace that somebody looks at, as a projection heard of it. */
export interface HeardEvent {
  readonly position: number;
  readonly traceparent: string;
  readonly type: string;
  readonly id: string;
  /** Ms since 1970. */
  readonly heardAt: number;
}

const kept = 1_000;
/** Older events come from a rebuild; their traces are over. */
const oldestMs = 10 * 60_000;

/** Remembers which events of sampled traces have lately been handed to projections, until a read model says that it has them. */
export const recentEvents = () => {
  const bySource = new Map<string, HeardEvent[]>();
  return {
    note({ source, events }: FeedBatch): void {
      for (const { id, type, position, metadata } of events) {
        if (!isSampled(metadata.traceparent)) continue;
        const heardAt = Date.now();
        if (heardAt - Date.parse(metadata.at) > oldestMs) continue;
        const heard = bySource.get(source) ?? [];
        bySource.set(source, heard);
        heard.push({ id, type, position, traceparent: metadata.traceparent, heardAt });
        if (heard.length > kept) heard.splice(0, kept / 2);
      }
    },
    /** Those of a source after the first checkpoint, up to and including the second; each once. */
    between(before: Checkpoints, after: Checkpoints): readonly (HeardEvent & { source: string })[] {
      const found = new Map<string, HeardEvent & { source: string }>();
      for (const [source, { position: upTo }] of Object.entries(after)) {
        const from = before[source as keyof Checkpoints]?.position ?? 0;
        for (const event of bySource.get(source) ?? [])
          if (event.position > from && event.position <= upTo) found.set(event.id, { ...event, source });
      }
      return [...found.values()];
    },
  };
};
export type RecentEvents = ReturnType<typeof recentEvents>;
