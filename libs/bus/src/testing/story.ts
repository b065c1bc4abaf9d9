import { type EventStore, eventIdOf, type NewEvent, type Recorded } from '@motcua/es';
import type { FeedBatch } from '../bus.ts';

/** An event of a test; `n` tells it apart. */
export const told = (n: number | string, type = 'Told.v1', data: object = {}): NewEvent => ({
  id: eventIdOf(`told ${n}`, 0),
  type,
  data: { n, ...data },
  metadata: { at: '2026-03-02T08:00:00.000+07:00', actor: 'system:test', correlationId: `c${n}`, causationId: `k${n}` },
});

/** Appends one event each to its stream, whatever stands there. */
export const tell = async (store: EventStore, stream: string, ...events: readonly NewEvent[]): Promise<number> => {
  let revision = -1;
  for await (const event of store.read(stream, { direction: 'backwards', limit: 1 })) revision = event.revision;
  const appended = await store.append(stream, events, revision === -1 ? 'absent' : revision);
  return appended.position;
};

/** Gathers batches until a position is reached; checks on the way that they are contiguous. */
export const gather = async (feed: AsyncIterable<FeedBatch>, until: number): Promise<{ events: Recorded[]; headAt?: number }> => {
  const events: Recorded[] = [];
  let position = 0;
  for await (const batch of feed) {
    for (const event of batch.events) {
      if (event.position <= position) throw new Error(`position ${event.position} after ${position}`);
      position = event.position;
      events.push(event);
    }
    if (batch.position < position) throw new Error(`batch says ${batch.position} after ${position}`);
    position = batch.position;
    if (position >= until) return { events, ...(batch.headAt === undefined ? {} : { headAt: batch.headAt }) };
  }
  return { events };
};

/** Resolves when the condition holds; looks often, gives up loudly. */
export const eventually = async (what: string, holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> => {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

export const readAllOf = async (store: EventStore): Promise<readonly Recorded[]> => {
  const events: Recorded[] = [];
  for (let after = 0; ; ) {
    const page = await store.readAll({ after, limit: 1000 });
    events.push(...page);
    const last = page.at(-1);
    if (!last) return events;
    after = last.position;
  }
};
