import { expect, test } from 'vitest';
import type { EventStore } from '../event-store.ts';
import { verifyChain } from '../hash-chain.ts';
import { collect, someEvent } from './event-store.fixtures.ts';

/** Appends: heads, repeats, races, limits. */
export const appendContract = (open: () => Promise<EventStore>): void => {
  test('revisions count from 0 without gaps, positions rise, the answer names the last event', async () => {
    const store = await open();
    expect(await store.append('note-1', [someEvent('a'), someEvent('b')], 'absent')).toMatchObject({
      revision: 1,
      position: 2,
      repeated: false,
    });
    expect(await store.append('note-2', [someEvent('c')], 'absent')).toMatchObject({ revision: 0, position: 3 });
    const last = await store.append('note-1', [someEvent('d')], 1);
    expect(last).toMatchObject({ revision: 2, position: 4 });
    const events = await collect(store.read('note-1'));
    expect(events.map(({ revision }) => revision)).toStrictEqual([0, 1, 2]);
    expect(events.at(-1)?.hash).toBe(last.hash);
    expect(await store.head()).toBe(4);
  });

  test('a conflict says where the stream stands and leaves it writable', async () => {
    const store = await open();
    await expect(store.append('note-1', [someEvent('a')], 0)).rejects.toMatchObject({
      name: 'VersionConflict',
      expected: 0,
      actual: 'absent',
    });
    await store.append('note-1', [someEvent('a')], 'absent');
    await expect(store.append('note-1', [someEvent('b')], 'absent')).rejects.toMatchObject({
      name: 'VersionConflict',
      expected: 'absent',
      actual: 0,
    });
    await expect(store.append('note-1', [someEvent('b')], 5)).rejects.toMatchObject({ name: 'VersionConflict', expected: 5, actual: 0 });
    expect(await store.append('note-1', [someEvent('b')], 0)).toMatchObject({ revision: 1, repeated: false });
    expect((await verifyChain(store.read('note-1'))).faults).toStrictEqual([]);
  });

  test('the same ids again are the same append: same answer, nothing written, also after later events', async () => {
    const store = await open();
    const [first, second] = [[someEvent('a')], [someEvent('b'), someEvent('c'), someEvent('d')]];
    const answers = [await store.append('note-1', first, 'absent'), await store.append('note-1', second, 0)];
    const again = async () => [await store.append('note-1', first, 'absent'), await store.append('note-1', second, 0)];
    const repeated = answers.map((answer) => ({ ...answer, repeated: true }));
    expect(await again()).toStrictEqual(repeated);
    await store.append('note-1', [someEvent('e')], 3);
    await store.append('note-2', [someEvent('f')], 'absent');
    expect(await again()).toStrictEqual(repeated);
    expect(await store.head()).toBe(6);
  });

  test('a repeat may come at another time: metadata do not tell appends apart', async () => {
    const store = await open();
    const event = someEvent('a');
    const answer = await store.append('note-1', [event], 'absent');
    const later = { ...event, metadata: { ...event.metadata, at: '2026-11-24T08:00:00.000+07:00' } };
    expect(await store.append('note-1', [later], 'absent')).toStrictEqual({ ...answer, repeated: true });
  });

  test('the same ids with other data or another type are refused', async () => {
    const store = await open();
    await store.append('note-1', [someEvent('a'), someEvent('b')], 'absent');
    const refused = { name: 'EventIdReused', stream: 'note-1' };
    await expect(store.append('note-1', [someEvent('a'), someEvent('b', 'other')], 'absent')).rejects.toMatchObject(refused);
    await expect(store.append('note-1', [{ ...someEvent('a'), type: 'NoteLost.v1' }, someEvent('b')], 'absent')).rejects.toMatchObject(
      refused,
    );
    expect(await store.append('note-1', [someEvent('c')], 1)).toMatchObject({ revision: 2 });
  });

  test('an append that overlaps an earlier one in part is a conflict', async () => {
    const store = await open();
    await store.append('note-1', [someEvent('a'), someEvent('b')], 'absent');
    const conflict = { name: 'VersionConflict', actual: 1 };
    await expect(store.append('note-1', [someEvent('b'), someEvent('c')], 0)).rejects.toMatchObject(conflict);
    await expect(store.append('note-1', [someEvent('a'), someEvent('b'), someEvent('c')], 'absent')).rejects.toMatchObject(conflict);
    expect(await store.head()).toBe(2);
  });

  test('of twenty racing creators exactly one wins', async () => {
    const store = await open();
    const races = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => store.append('note-1', [someEvent(`a-${n}`)], 'absent')));
    expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(races.flatMap((race) => (race.status === 'rejected' ? [race.reason.name] : []))).toStrictEqual(
      Array(19).fill('VersionConflict'),
    );
    expect(await collect(store.read('note-1'))).toHaveLength(1);
  });

  test('the same append twenty times at once is one append', async () => {
    const store = await open();
    await store.append('note-1', [someEvent('a')], 'absent');
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.append('note-1', [someEvent('b'), someEvent('c')], 0)));
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(answers.map(({ revision, position, hash }) => `${revision} ${position} ${hash}`)).size).toBe(1);
  });

  test('appends to one stream follow each other without waiting', async () => {
    const store = await open();
    await store.append('note-1', [someEvent('start')], 'absent');
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => store.append('note-1', [someEvent(`a-${n}`)], n)));
    expect(answers.map(({ revision }) => revision)).toStrictEqual(answers.map((_, n) => n + 1));
    expect(await verifyChain(store.read('note-1'))).toStrictEqual({ events: 201, streams: 1, faults: [] });
  });

  test('when one of a row of waiting appends loses, those behind it lose too, and the chain holds', async () => {
    const store = await open();
    await store.append('note-1', [someEvent('start')], 'absent');
    const row = [0, 0, 1, 1, 2, 7, 2, 3].map((expected, n) => store.append('note-1', [someEvent(`a-${n}`)], expected));
    const settled = await Promise.allSettled(row);
    expect(settled.map(({ status }) => status === 'fulfilled')).toStrictEqual([true, false, true, false, true, false, false, true]);
    expect(await verifyChain(store.read('note-1'))).toStrictEqual({ events: 5, streams: 1, faults: [] });
  });

  test('none, too many and too large are refused before anything is written', async () => {
    const store = await open();
    await expect(store.append('note-1', [], 'absent')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('note-1', [someEvent('a'), someEvent('a')], 'absent')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('note-1', [someEvent('a')], -1)).rejects.toBeInstanceOf(RangeError);
    const many = Array.from({ length: 501 }, (_, n) => someEvent(`a-${n}`));
    await expect(store.append('note-1', many, 'absent')).rejects.toMatchObject({ name: 'AppendTooLarge' });
    const halves = ['a', 'b'].map((id) => someEvent(id, 'ư'.repeat(140_000)));
    await expect(store.append('note-1', halves, 'absent')).rejects.toMatchObject({ name: 'AppendTooLarge' });
    expect(await store.head()).toBe(0);
    expect(await store.append('note-1', many.slice(0, 500), 'absent')).toMatchObject({ revision: 499, position: 500 });
  });
};
