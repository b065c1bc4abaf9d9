import { randomUUID } from 'node:crypto';
import { someEvent } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kurrentdbEventStore } from '../src/index.ts';
import { type KurrentdbDouble, kurrentdbDouble } from './double/kurrentdb-double.ts';

/** Of others, in the cluster's one log. */
const theirs = 40_000;
/** A whole search takes twice as long then as silence is listened to. */
const windowMs = 60;

let double: KurrentdbDouble;
beforeEach(async () => {
  double = await kurrentdbDouble();
});
afterEach(() => double.stop());

const open = (namespace: string) => kurrentdbEventStore({ url: double.url, namespace });
const othersWrite = (): void => {
  for (let n = 0; n < theirs; n += 1_000) {
    const events = Array.from({ length: 1_000 }, () => ({
      id: randomUUID(),
      type: 'Theirs',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: Buffer.alloc(0),
    }));
    double.log.append(`h99_others.note-${n}`, -1, events);
  }
};

test('what is rare is found behind all that others have written, and that there is no more of it', async () => {
  const writer = await open('ours');
  await writer.append('rare-1', [someEvent('a')], 'absent');
  othersWrite();
  await writer.append('rare-2', [someEvent('b')], 'absent');
  await writer.append('note-1', [someEvent('c')], 'absent');
  await writer.close();
  // One that remembers none of it.
  const store = await open('ours');
  double.searchSlowly(windowMs);
  const before = double.seen.subscriptions;
  const found: unknown[] = [];
  for await (const item of store.subscribe({ after: 0, streams: ['rare-'] })) {
    found.push('caughtUp' in item ? item : item.id);
    if ('caughtUp' in item) break;
  }
  expect(found).toEqual(['a', 'b', { caughtUp: true, position: 3 }]);
  // The fault was there: the search was silent for so long that it was gone on with as a subscription.
  expect(double.seen.subscriptions).toBeGreaterThan(before);
  await store.close();
}, 60_000);

test('a search that reaches the head of a busy log ends there', async () => {
  const writer = await open('ours');
  await writer.append('note-0', [someEvent('0')], 'absent');
  othersWrite();
  const store = await open('ours');
  double.searchSlowly(windowMs);
  const before = double.seen.subscriptions;
  let [written, over] = [0, false];
  const writing = (async () => {
    while (!over) {
      written += 1;
      await writer.append(`note-${written}`, [someEvent(`${written}`)], 'absent');
      // The pace of a busy service: all that a page may hold would take it most of a minute.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const page = await store.readAll({ after: 0, limit: 512 });
  over = true;
  await writing;
  expect(double.seen.subscriptions).toBeGreaterThan(before);
  expect(page[0]?.id).toBe('0');
  // Not when there were as many as it may answer.
  expect(written).toBeLessThan(400);
  await store.close();
  await writer.close();
}, 90_000);

test('a store that is new in a log of others does not look through it', async () => {
  othersWrite();
  const before = double.seen.looked;
  const store = await open('ours');
  expect(await store.head()).toBe(0);
  await store.append('note-1', [someEvent('a')], 'absent');
  expect(await store.readAll({ after: 0, limit: 9 })).toHaveLength(1);
  expect(double.seen.looked - before).toBeLessThan(theirs / 100);
  await store.close();
});
