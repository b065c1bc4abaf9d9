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

type Heard = ReadonlyMap<number, HeardEvent>;

/** After `from`, up to and including `upTo`: the positions themselves where they are few, else all that are remembered. */
function* within(heard: Heard, from: number, upTo: number): Generator<HeardEvent> {
  if (upTo - from > heard.size) {
    for (const event of heard.values()) if (event.position > from && event.position <= upTo) yield event;
    return;
  }
  for (let position = from + 1; position <= upTo; position += 1) {
    const event = heard.get(position);
    if (event) yield event;
  }
}

/** Remembers which events of sampled traces have lately been handed to projections, until a read model says that it has them. */
export const recentEvents = () => {
  /** By source and position; first what was heard of first. */
  const bySource = new Map<string, Map<number, HeardEvent>>();
  return {
    note({ source, events }: FeedBatch): void {
      for (const { id, type, position, metadata } of events) {
        if (!isSampled(metadata.traceparent)) continue;
        const heardAt = Date.now();
        if (heardAt - Date.parse(metadata.at) > oldestMs) continue;
        const heard = bySource.get(source) ?? new Map<number, HeardEvent>();
        bySource.set(source, heard);
        heard.set(position, { id, type, position, traceparent: metadata.traceparent, heardAt });
        const [first] = heard.keys();
        if (heard.size > kept && first !== undefined) heard.delete(first);
      }
    },
    /** Those of a source after the first checkpoint, up to and including the second; each once, however many projections heard of it. */
    between(before: Checkpoints, after: Checkpoints): readonly (HeardEvent & { source: string })[] {
      return Object.entries(after).flatMap(([source, { position: upTo }]) => {
        const heard = bySource.get(source);
        const from = before[source as keyof Checkpoints]?.position ?? 0;
        return heard ? [...within(heard, from, upTo)].map((event) => ({ ...event, source })) : [];
      });
    },
  };
};
export type RecentEvents = ReturnType<typeof recentEvents>;
