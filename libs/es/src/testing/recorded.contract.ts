import { describe, expect, test } from 'vitest';
import type { Recorded } from '../event.ts';
import type { EventStore } from '../event-store.ts';
import { memoryEventStore } from '../memory-event-store.ts';
import { appendRecorded } from '../recorded-appends.ts';
import { someEvent } from './event-store.fixtures.ts';

const someLog = async (): Promise<Recorded[]> => {
  const store = memoryEventStore();
  await store.append('note-1', [someEvent('a', 'Hồ sơ "số 1"\u2028'), someEvent('b')], 'absent');
  for (let n = 0; n < 20; n++) await store.append(`note-${n % 5}x`, [someEvent(`c${n}`)], n < 5 ? 'absent' : Math.floor(n / 5) - 1);
  await store.append('note-1', [someEvent('d', { deep: [1.5, null, 'ấ'] })], 1);
  return [...(await store.readAll({ after: 0, limit: 100 }))];
};
async function* inPieces<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
const logIn = (store: EventStore): Promise<readonly Recorded[]> => store.readAll({ after: 0, limit: 1_000 });

/** That a log moves from any store to this one as it is. */
export const recordedContract = (open: () => Promise<EventStore>, options: { readonly ordersCalls: boolean }): void => {
  describe('what another store recorded', () => {
    test('the store says whether it orders calls', async () => {
      expect((await open()).ordersCalls).toBe(options.ordersCalls);
    });

    test('is the same here, to the hash and the order of the log, also when it comes twice', async () => {
      const [log, store] = [await someLog(), await open()];
      let appended = 0;
      const onAppended = (events: number): void => {
        appended += events;
      };
      await appendRecorded(store, inPieces(log.slice(0, 7)), { onAppended });
      await appendRecorded(store, inPieces(log.slice(7)), { onAppended });
      expect(appended).toBe(log.length);
      expect(await logIn(store)).toStrictEqual(log);
      await appendRecorded(store, inPieces(log));
      expect(await logIn(store)).toStrictEqual(log);
    });

    test.each([1, 2, 8, 22])('goes on where it was cut off: after %i events', async (there) => {
      const [log, store] = [await someLog(), await open()];
      for (const event of log.slice(0, there)) await appendRecorded(store, inPieces([event]));
      await appendRecorded(store, inPieces(log));
      expect(await logIn(store)).toStrictEqual(log);
    });

    test('is split where one append would be too large', async () => {
      const [source, store] = [memoryEventStore(), await open()];
      // In the metadata: a run is measured by its data, so that these join and do not fit.
      const metadata = { ...someEvent('').metadata, correlationId: 'x'.repeat(9_000) };
      for (let n = 0; n < 90; n += 1) await source.append('note-1', [{ ...someEvent(`${n}`), metadata }], n === 0 ? 'absent' : n - 1);
      const log = await logIn(source);
      await expect(store.append('note-1', log, 'absent')).rejects.toMatchObject({ name: 'AppendTooLarge' });
      await appendRecorded(store, inPieces(log));
      expect(await logIn(store)).toStrictEqual(log);
    });

    test.each<[string, (log: Recorded[]) => Recorded[]]>([
      ['with a gap', ([first, second, ...rest]) => [first as Recorded, ...rest.slice(0, 3), { ...(second as Recorded), revision: 2 }]],
      ['with other data', ([first, second]) => [first as Recorded, { ...(second as Recorded), data: { note: 'x' } }]],
      ['with another time', ([first]) => [{ ...(first as Recorded), metadata: { ...(first as Recorded).metadata, at: 'now' } }]],
      ['with another hash', ([first]) => [{ ...(first as Recorded), hash: '0'.repeat(64) }]],
    ])('is refused %s, and not written', async (_what, damaged) => {
      const [log, store] = [damaged(await someLog()), await open()];
      await expect(appendRecorded(store, inPieces(log))).rejects.toMatchObject({ name: 'RecordRefused' });
      const written = await logIn(store);
      expect(written.map(({ id }) => id)).not.toContain(log.at(-1)?.id);
    });

    test.each([
      ['behind', 1, 2],
      ['in place of', 0, 1],
      ['in place of the first of', 0, 2],
    ])('is refused %s another event than its own, and not written', async (_where, from, to) => {
      const [log, store] = [await someLog(), await open()];
      await store.append('note-1', [someEvent('other')], 'absent');
      const before = await logIn(store);
      await expect(appendRecorded(store, inPieces(log.slice(from, to)))).rejects.toMatchObject({ name: 'RecordRefused' });
      expect(await logIn(store)).toStrictEqual(before);
    });

    test('is refused where the same event has another time', async () => {
      const [[first], store] = [await someLog(), await open()];
      const { id, type, data, metadata } = first as Recorded;
      await store.append('note-1', [{ id, type, data, metadata: { ...metadata, at: '2020-01-01T00:00:00.000+07:00' } }], 'absent');
      await expect(appendRecorded(store, inPieces([first as Recorded]))).rejects.toMatchObject({ name: 'RecordRefused' });
    });

    test('an append that would get another hash than it has to is refused, and not written', async () => {
      const [[first], store] = [await someLog(), await open()];
      const { stream, hash } = first as Recorded;
      await expect(store.append(stream, [someEvent('a', 'other')], 'absent', { hash })).rejects.toMatchObject({ name: 'HashMismatch' });
      expect(await store.head()).toBe(0);
      expect(await store.append(stream, [first as Recorded], 'absent', { hash })).toMatchObject({ revision: 0, hash });
    });
  });
};
