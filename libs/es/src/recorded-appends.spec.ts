import { describe, expect, test } from 'vitest';
import { AppendTooLarge } from './errors.ts';
import type { NewEvent, Recorded } from './event.ts';
import type { EventStore } from './event-store.ts';
import { memoryEventStore } from './memory-event-store.ts';
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

const streamOf = (log: readonly Recorded[], name: string) => log.filter(({ stream }) => stream === name);
const hashesOf = (log: readonly Recorded[]) => log.map(({ hash }) => hash);
const logOf = async (appends: readonly (readonly [stream: string, events: readonly NewEvent[]])[]): Promise<readonly Recorded[]> => {
  const source = memoryEventStore();
  const next = new Map<string, number>();
  for (const [stream, events] of appends) {
    const from = next.get(stream) ?? 0;
    await source.append(stream, events, from === 0 ? 'absent' : from - 1);
    next.set(stream, from + events.length);
  }
  return source.readAll({ after: 0, limit: 1_000 });
};
const notes = (name: string, count: number) => Array.from({ length: count }, (_, at) => someEvent(`${name}-${at}`));

describe('a server that takes less at once than a run holds', () => {
  /** Double: a store in memory that refuses what does not fit, as a KurrentDB with a small MaxAppendSize does. */
  const sparing = (fits: (events: readonly NewEvent[]) => boolean) => {
    const store = memoryEventStore();
    const taken: number[] = [];
    let refused = 0;
    const append: EventStore['append'] = async (stream, events, ...rest) => {
      if (!fits(events)) {
        refused += 1;
        throw new AppendTooLarge(0);
      }
      taken.push(events.length);
      return store.append(stream, events, ...rest);
    };
    const target: EventStore = { ...store, ordersCalls: false, append };
    return { target, taken, refused: () => refused };
  };

  test.each([1, 2, 7, 30, 59])('no more than %i events: what is refused is halved until it fits', async (most) => {
    const log = await logOf([
      ['note-1', notes('a', 60)],
      ['note-2', notes('b', 30)],
      ['note-1', notes('c', 60)],
      ['note-2', notes('d', 30)],
    ]);
    const { target, taken, refused } = sparing(({ length }) => length <= most);
    const reported: number[] = [];
    await appendRecorded(target, told(log), { onAppended: (events) => void reported.push(events) });
    expect(refused()).toBeGreaterThan(0);
    expect(Math.max(...taken)).toBeLessThanOrEqual(most);
    // Halves, not single events.
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(Math.floor(most / 2) || 1);
    for (const stream of ['note-1', 'note-2'])
      expect(hashesOf(await collect(target.read(stream)))).toStrictEqual(hashesOf(streamOf(log, stream)));
    expect(reported.reduce((sum, events) => sum + events)).toBe(log.length);
  });

  test('an event that is too large by itself ends the copy: all before it is there, nothing behind it; the next copy goes on', async () => {
    const log = await logOf([['note-1', notes('a', 90)]]);
    const large = 37;
    let isRaised = false;
    const { target, refused } = sparing((events) => isRaised || events.every(({ id }) => id !== log[large]?.id));
    await expect(appendRecorded(target, told(log))).rejects.toMatchObject({ name: 'AppendTooLarge' });
    expect(refused()).toBeGreaterThan(1);
    expect(await collect(target.read('note-1'))).toStrictEqual(log.slice(0, large));
    isRaised = true;
    await appendRecorded(target, told(log));
    expect(await collect(target.read('note-1'))).toStrictEqual(log);
  });
});

test('what is long in its metadata is never too large for a store that orders its calls: in parts, it would lose the order', async () => {
  const long = ({ metadata, ...event }: NewEvent): NewEvent => ({ ...event, metadata: { ...metadata, correlationId: 'ấ'.repeat(9_000) } });
  const log = await logOf([...notes('a', 60).map((event) => ['note-1', [long(event)]] as const), ['note-2', notes('b', 1)]]);
  const target = memoryEventStore();
  await expect(target.append('note-1', log.slice(0, 60), 'absent')).rejects.toMatchObject({ name: 'AppendTooLarge' });
  await appendRecorded(target, told(log));
  expect(await target.readAll({ after: 0, limit: 100 })).toStrictEqual(log);
});
