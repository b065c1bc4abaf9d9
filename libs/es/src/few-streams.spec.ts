import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventStore, Recorded, SubscribeOptions } from './index.ts';
import { eventIdOf, memoryEventStore, type SeenStreams, StoreUnavailable, type StreamsSeen, subscribeToFew } from './index.ts';

const metadata = { at: '2026-11-28T08:00:00.000+07:00', actor: 'system:test', correlationId: 'c', causationId: 'c' };

/** A store that says where it is looked through from. */
const watched = () => {
  const store = memoryEventStore();
  const after: (number | undefined)[] = [];
  const revisions = new Map<string, number>();
  const append = async (stream: string): Promise<void> => {
    const revision = revisions.get(stream);
    const id = eventIdOf(stream, (revision ?? -1) + 1);
    await store.append(stream, [{ id, type: 'Said.v1', data: {}, metadata }], revision ?? 'absent');
    revisions.set(stream, (revision ?? -1) + 1);
  };
  const looked: EventStore = {
    ...store,
    subscribe: (options?: SubscribeOptions) => {
      after.push(options?.after);
      return store.subscribe(options);
    },
  };
  return { store: looked, after, append, revisions };
};

const memory = (kept?: StreamsSeen): SeenStreams & { kept: StreamsSeen | undefined } => ({
  kept,
  async load() {
    return this.kept;
  },
  async save(_prefixes, seen) {
    this.kept = seen;
  },
});

/** All that a start hands out until it has caught up. */
const start = async (store: EventStore, seen: SeenStreams): Promise<Recorded[]> => {
  const ended = new AbortController();
  const events: Recorded[] = [];
  for await (const item of subscribeToFew(store, { streams: ['few-'], seen, signal: ended.signal, saveEveryMs: 0 })) {
    if ('caughtUp' in item) ended.abort();
    else events.push(item);
  }
  return events;
};
const placesOf = (events: readonly Recorded[]): string[] => events.map(({ stream, revision }) => `${stream} ${revision}`);

describe('the few streams of a long log', () => {
  test('a later start looks only at what is new, and knows the streams from before by their names', async () => {
    const { store, after, append } = watched();
    const seen = memory();
    for (const stream of ['many-1', 'few-a', 'many-2', 'few-b', 'few-a', 'many-3']) await append(stream);
    expect(placesOf(await start(store, seen))).toEqual(['few-a 0', 'few-b 0', 'few-a 1']);
    for (const stream of ['many-4', 'few-c', 'few-a']) await append(stream);
    expect(placesOf(await start(store, seen))).toEqual(['few-a 0', 'few-a 1', 'few-b 0', 'few-c 0', 'few-a 2']);
    expect(after).toEqual([0, 6]);
    expect(seen.kept).toEqual({ epoch: store.epoch, position: 9, names: ['few-a', 'few-b', 'few-c'] });
  });

  test('what was seen in another epoch means nothing', async () => {
    const { store, after, append } = watched();
    await append('few-a');
    expect(placesOf(await start(store, memory({ epoch: 'another', position: 1, names: ['few-z'] })))).toEqual(['few-a 0']);
    expect(after).toEqual([0]);
  });

  test('what was seen beyond the end of the log means nothing', async () => {
    const { store, after, append } = watched();
    await append('few-a');
    expect(placesOf(await start(store, memory({ epoch: store.epoch, position: 2, names: [] })))).toEqual(['few-a 0']);
    expect(after).toEqual([0]);
  });

  test('what cannot be kept, or read again, is looked for anew', async () => {
    const { store, after, append } = watched();
    const broken: SeenStreams = {
      load: () => Promise.reject(new Error('unreadable')),
      save: () => Promise.reject(new Error('no space left')),
    };
    await append('few-a');
    for (const _ of [1, 2]) expect(placesOf(await start(store, broken))).toEqual(['few-a 0']);
    expect(after).toEqual([0, 0]);
  });

  test('a store that cannot read for a while is asked again', async () => {
    const { store, append } = watched();
    await append('few-a');
    let refusals = 2;
    const away: EventStore = {
      ...store,
      read: (stream, options) => {
        if (refusals-- > 0) throw new StoreUnavailable('away');
        return store.read(stream, options);
      },
    };
    expect(placesOf(await start(away, memory({ epoch: store.epoch, position: 1, names: ['few-a'] })))).toEqual(['few-a 0']);
    expect(refusals).toBeLessThan(0);
  });

  test('whatever is appended between whatever starts, and however old what was kept is: each start hands out all, once, in the order of each stream', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom('few-a', 'few-b', 'few-c', 'many-1', 'many-2'),
            fc.nat(5).map((back) => ({ back })),
          ),
          { maxLength: 30 },
        ),
        async (steps) => {
          const { store, append, revisions } = watched();
          const kept: (StreamsSeen | undefined)[] = [undefined];
          for (const step of [...steps, { back: 0 }]) {
            if (typeof step === 'string') {
              await append(step);
              continue;
            }
            const seen = memory(kept[Math.max(0, kept.length - 1 - step.back)]);
            const handed = placesOf(await start(store, seen));
            kept.push(seen.kept);
            const wanted = [...revisions].filter(([stream]) => stream.startsWith('few-'));
            expect([...handed].sort()).toEqual(
              wanted.flatMap(([stream, last]) => Array.from({ length: last + 1 }, (_, revision) => `${stream} ${revision}`)).sort(),
            );
            for (const [stream] of wanted) {
              const places = handed.filter((place) => place.startsWith(`${stream} `));
              expect(places).toEqual(places.map((_, revision) => `${stream} ${revision}`));
            }
          }
        },
      ),
      { numRuns: 60 },
    ));
});
