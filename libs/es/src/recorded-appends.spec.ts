import { describe, expect, test } from 'vitest';
import type { Recorded } from './event.ts';
import type { EventStore } from './event-store.ts';
import { appendRecorded } from './recorded-appends.ts';
import { collect, someEvent } from './testing/event-store.fixtures.ts';

interface Written {
  readonly story: string;
  readonly stream: string;
  readonly revision: number;
  readonly at: number;
}

/** Double of a store: remembers what was appended in the order in which it was decided, which is any order among calls under way together. */
const shuffling = (ordersCalls: boolean) => {
  const written: Written[] = [];
  const waiting: (() => void)[] = [];
  let mostAtOnce = 0;
  const decideOne = (): void => {
    mostAtOnce = Math.max(mostAtOnce, waiting.length);
    waiting.splice(ordersCalls ? 0 : (written.length * 7) % waiting.length, 1)[0]?.();
  };
  const append: EventStore['append'] = async (stream, events) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      setImmediate(decideOne);
    });
    for (const event of events as readonly Recorded[])
      written.push({ stream, story: event.metadata.correlationId, revision: event.revision, at: event.position });
    return { revision: 0, position: 0, hash: '', repeated: false };
  };
  return { store: { ordersCalls, append, head: async () => 0 } as EventStore, written, mostAtOnce: () => mostAtOnce };
};

const recorded = (position: number, stream: string, revision: number, story: string, note = ''): Recorded => {
  const event = someEvent(`${position}`, note);
  return { ...event, metadata: { ...event.metadata, correlationId: story }, stream, revision, position, hash: '', previous: '' };
};

/** Stories over a stream of their own, and one that all of them share; now and then something is published. */
const life = function* (events: number): Generator<Recorded> {
  const revisions = new Map<string, number>();
  for (let position = 1; position <= events; position += 1) {
    const story = `story-${(position * 31) % 97}`;
    const stream = position % 150 === 0 ? 'calendar-1' : position % 5 === 0 ? `book-${position % 3}` : `dossier-${story}`;
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    yield recorded(position, stream, revision, story);
  }
};
async function* told<T>(items: Iterable<T>, each: (item: T) => void = () => undefined): AsyncGenerator<T> {
  for (const item of items) {
    each(item);
    yield item;
  }
}
const rising = (numbers: readonly number[]): boolean => numbers.every((number, at) => at === 0 || number > (numbers[at - 1] as number));
const groups = <T>(items: readonly T[], of: (item: T) => string): T[][] => [...Map.groupBy(items, of).values()];

describe('a store that decides calls in any order', () => {
  test('many are under way at once; each stream, each story and what is for all keep their order', async () => {
    const { store, written, mostAtOnce } = shuffling(false);
    await appendRecorded(store, told(life(2_000)), { forAll: ['calendar-'] });
    expect(mostAtOnce()).toBeGreaterThan(20);
    expect(written).toHaveLength(2_000);
    expect(rising(written.map(({ at }) => at))).toBe(false);
    for (const stream of groups(written, (one) => one.stream)) expect(rising(stream.map(({ revision }) => revision))).toBe(true);
    for (const story of groups(written, (one) => one.story)) expect(rising(story.map(({ at }) => at))).toBe(true);
    for (const [index, { stream, at }] of written.entries())
      if (stream === 'calendar-1') expect(Math.max(0, ...written.slice(0, index).map((one) => one.at))).toBe(at - 1);
  });
});

describe('a store that decides calls in their order', () => {
  test('the whole log keeps its order', async () => {
    const { store, written } = shuffling(true);
    await appendRecorded(store, told(life(2_000)));
    expect(written.map(({ at }) => at)).toStrictEqual((await collect(told(life(2_000)))).map(({ position }) => position));
  });
});

test.each([true, false])('of a log only so much is read as can be written soon (calls in order: %s)', async (ordersCalls) => {
  const { store, written } = shuffling(ordersCalls);
  const note = 'x'.repeat(4_000);
  const events = function* () {
    for (let n = 1; n <= 9_000; n += 1) yield recorded(n, `dossier-${n}`, 0, `story-${n}`, note);
  };
  let [read, most] = [0, 0];
  const count = (): void => {
    read += 1;
    most = Math.max(most, read - written.length);
  };
  await appendRecorded(store, told(events(), count));
  expect([read, written.length]).toStrictEqual([9_000, 9_000]);
  // 8 MiB looked through, as much in line: some 4,000 of these.
  expect(most).toBeLessThan(4_500);
});
