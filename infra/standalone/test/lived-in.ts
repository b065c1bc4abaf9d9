import { type EventStore, eventIdOf, type NewEvent, type Recorded, wholeLog } from '@motcua/es';

/** Whole numbers from 0 up to below `bound`, the same ones for the same seed (mulberry32, public domain). */
const chance = (seed: number) => {
  let state = seed;
  return (bound: number): number => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
};

/**
 * Appends a log as a service's life leaves it: stories whose events alternate, over two streams each, sealed texts of many lengths, ids that are no UUIDs
 * now and then, and what is published for all in between. Another seed is another life, with streams of its own.
 */
export const liveIn = (store: EventStore, seed: number) => {
  const next = chance(seed);
  const revisions = new Map<string, number>();
  let count = 0;
  const event = (story: string, stream: string): NewEvent => {
    count += 1;
    const id = next(7) === 0 ? `mã ${seed}-${count}` : eventIdOf(`${seed} ${count}`, 0);
    const text = 'Hồ sơ của người dân được tiếp nhận. '.repeat(next(12));
    const at = new Date(1_764_000_000_000 + count * 1_000).toISOString().replace('Z', '+07:00');
    const metadata = { at, actor: 'system:test', correlationId: story, causationId: `${stream} ${count}` };
    return { id, type: `Noted${next(3)}.v1`, data: { count, text, nested: { ô: [count, null, true] } }, metadata };
  };
  const append = async (story: string, stream: string, events: number): Promise<void> => {
    const revision = revisions.get(stream) ?? -1;
    const batch = Array.from({ length: events }, () => event(story, stream));
    const { revision: now } = await store.append(stream, batch, revision === -1 ? 'absent' : revision);
    revisions.set(stream, now);
  };
  return async (appends: number): Promise<void> => {
    for (let n = 0; n < appends; n += 1) {
      const story = `story-${seed}-${next(2 + Math.floor(appends / 6))}`;
      if (next(40) === 0) await append('published', `procedure-${seed}_${next(3)}`, 1);
      else await append(story, `${next(3) === 0 ? 'codebook' : 'dossier'}-${story}`, 1 + next(3));
    }
  };
};

export const logOf = async (store: EventStore): Promise<Recorded[]> => {
  const events: Recorded[] = [];
  for await (const event of wholeLog(store)) events.push(event);
  return events;
};

/** All there is to an event but its place in the order of the log. */
export const withoutPosition = ({ position: _, ...event }: Recorded) => event;

/** The log stream by stream: what two stores with the same streams have in common. */
export const byStream = (log: readonly Recorded[]): Record<string, ReturnType<typeof withoutPosition>[]> => {
  const streams: Record<string, ReturnType<typeof withoutPosition>[]> = {};
  for (const event of log) {
    streams[event.stream] ??= [];
    streams[event.stream]?.push(withoutPosition(event));
  }
  return streams;
};
