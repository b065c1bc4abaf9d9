import { EpochChanged, type FeedBatch } from '@motcua/bus';
import { gather, readAllOf, tell, told } from '@motcua/bus/testing';
import { type EventStore, memoryEventStore } from '@motcua/es';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownLog } from '../src/own-log.ts';

let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
});
afterEach(() => ended.abort());

/** One feed read in pieces: leaving a `for await` would close it. */
const inPieces = (feed: AsyncIterable<FeedBatch>): AsyncIterable<FeedBatch> => {
  const iterator = feed[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
};

describe('a service follows its own log in its own store', () => {
  it('hands out what was there and what comes, whole and in order, in batches', async () => {
    const store = memoryEventStore();
    await tell(store, 'dossier-a', ...Array.from({ length: 200 }, (_, n) => told(n)));
    const feed = inPieces(ownLog(store, { source: 'workflow', signal: ended.signal, maxBatch: 7 }, 1_000));
    const before = await gather(feed, 200);
    const last = await tell(store, 'dossier-b', told(1), told(2));
    const after = await gather(feed, last);
    expect([...before.events, ...after.events]).toEqual(await readAllOf(store));
  });

  it('remembers what comes while the reader is busy, without waiting for the next beat', async () => {
    const store = memoryEventStore();
    const never = 2 ** 30;
    const first = await tell(store, 'dossier-a', told(1));
    const iterator = ownLog(store, { source: 'workflow', signal: ended.signal }, never)[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ position: first });
    const second = await tell(store, 'dossier-a', told(2));
    expect((await iterator.next()).value).toMatchObject({ position: second, events: [{ position: second }] });
  });

  it('goes on after a position, and says when nothing lies beyond although nothing comes', async () => {
    const store = memoryEventStore();
    const head = await tell(store, 'dossier-a', ...Array.from({ length: 9 }, (_, n) => told(n)));
    const feed = inPieces(ownLog(store, { source: 'workflow', after: { epoch: store.epoch, position: 7 }, signal: ended.signal }, 5));
    expect((await gather(feed, head)).events.map(({ position }) => position)).toEqual([8, 9]);
    for await (const batch of feed) {
      expect(batch).toMatchObject({ events: [], position: head });
      if (batch.headAt !== undefined) break;
    }
  });

  it('says that it has reached where the log ended, although more is always coming', async () => {
    const store = memoryEventStore();
    const there = await tell(store, 'dossier-a', ...Array.from({ length: 20 }, (_, n) => told(n)));
    const busy: EventStore = {
      ...store,
      async *subscribe(options) {
        for await (const item of store.subscribe(options)) if (!('caughtUp' in item)) yield item;
      },
    };
    const began = Date.now();
    const feed = inPieces(ownLog(busy, { source: 'workflow', signal: ended.signal, maxBatch: 7 }, 1_000));
    const seen: FeedBatch[] = [];
    for await (const batch of feed) {
      seen.push(batch);
      await tell(store, `dossier-b${seen.length}`, told(1), told(2));
      if (batch.headAt !== undefined) break;
    }
    const last = seen.at(-1);
    expect(last?.position).toBeGreaterThanOrEqual(there);
    expect(last?.headAt).toBeGreaterThanOrEqual(began);
    // As of a moment before what has come since.
    expect(seen.filter(({ position }) => position < there).every(({ headAt }) => headAt === undefined)).toBe(true);
  });

  it('refuses to go on in another epoch', async () => {
    const store = memoryEventStore();
    const feed = ownLog(store, { source: 'workflow', after: { epoch: 'another', position: 0 }, signal: ended.signal }, 5);
    await expect(gather(feed, 1)).rejects.toSatisfy((error) => error instanceof EpochChanged && error.epoch === store.epoch);
  });

  it('ends with the signal, and with the store', async () => {
    const store = memoryEventStore();
    const feed = ownLog(store, { source: 'workflow', signal: ended.signal }, 1_000)[Symbol.asyncIterator]();
    await feed.next();
    const waiting = feed.next();
    ended.abort();
    expect(await waiting).toEqual({ value: undefined, done: true });
    const other = ownLog(store, { source: 'workflow', signal: new AbortController().signal }, 1_000)[Symbol.asyncIterator]();
    await other.next();
    const last = other.next();
    await store.close();
    expect(await last).toEqual({ value: undefined, done: true });
  });
});
