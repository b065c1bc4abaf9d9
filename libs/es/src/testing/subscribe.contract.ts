import { expect, test } from 'vitest';
import type { EventStore } from '../event-store.ts';
import { collect, someEvent, tailOf } from './event-store.fixtures.ts';

/** Subscriptions: catching up, the live tail, resuming, ending. */
export const subscribeContract = (open: () => Promise<EventStore>): void => {
  test('a subscription hands out what is there, says so, and goes on live', async () => {
    const store = await open();
    const ending = new AbortController();
    await store.append('note-1', [someEvent('a'), someEvent('b')], 'absent');
    const tail = tailOf(store.subscribe({ signal: ending.signal }));
    await tail.untilCaughtUp(2);
    expect(tail.items.map((item) => ('caughtUp' in item ? item : item.id))).toStrictEqual(['a', 'b', { caughtUp: true, position: 2 }]);
    await store.append('note-2', [someEvent('c')], 'absent');
    await tail.untilCaughtUp(3);
    expect(tail.events()).toStrictEqual(await store.readAll({ after: 0, limit: 10 }));
    ending.abort();
    await tail.ended;
  });

  test('an empty store has been caught up with at 0', async () => {
    const store = await open();
    for await (const item of store.subscribe()) {
      expect(item).toStrictEqual({ caughtUp: true, position: 0 });
      break;
    }
  });

  test('it resumes after a position, and keeps to the streams asked for', async () => {
    const store = await open();
    const ending = new AbortController();
    for (let n = 0; n < 10; n++) await store.append(`${n % 2 === 0 ? 'even' : 'odd'}-${n}`, [someEvent(`a-${n}`)], 'absent');
    const tail = tailOf(store.subscribe({ after: 4, streams: ['odd-'], signal: ending.signal }));
    await tail.untilCaughtUp(10);
    await store.append('even-10', [someEvent('a-10')], 'absent');
    await tail.untilCaughtUp(11);
    await store.append('odd-11', [someEvent('a-11')], 'absent');
    await tail.untilCaughtUp(12);
    expect(tail.events().map(({ position }) => position)).toStrictEqual([6, 8, 10, 12]);
    ending.abort();
    await tail.ended;
  });

  test('under racing writers every subscriber sees every event once, in global order', async () => {
    const store = await open();
    const ending = new AbortController();
    const tails = [tailOf(store.subscribe({ signal: ending.signal })), tailOf(store.subscribe({ signal: ending.signal }))];
    const writers = Array.from({ length: 10 }, async (_, writer) => {
      for (let n = 0; n < 70; n++) await store.append(`note-${writer}`, [someEvent(`${writer}-${n}`)], n === 0 ? 'absent' : n - 1);
    });
    await Promise.all(writers);
    const late = tailOf(store.subscribe({ signal: ending.signal }));
    const log = await store.readAll({ after: 0, limit: 1_000 });
    for (const tail of [...tails, late]) {
      await tail.untilEvents(700);
      expect(tail.events()).toStrictEqual(log);
    }
    ending.abort();
    await Promise.all([...tails, late].map(({ ended }) => ended));
  });

  test('an abort ends it: while it waits, while it hands out, and before it began', async () => {
    const store = await open();
    await store.append(
      'note-1',
      Array.from({ length: 20 }, (_, n) => someEvent(`a-${n}`)),
      'absent',
    );
    const ending = new AbortController();
    const seen: unknown[] = [];
    for await (const item of store.subscribe({ signal: ending.signal })) {
      seen.push(item);
      if (seen.length === 3) ending.abort();
    }
    expect(seen).toHaveLength(3);
    expect(await collect(store.subscribe({ signal: ending.signal }))).toStrictEqual([]);
  });

  test('closing the store ends its subscriptions', async () => {
    const store = await open();
    const tail = tailOf(store.subscribe());
    await tail.untilCaughtUp(0);
    await store.close();
    await tail.ended;
  });
};
