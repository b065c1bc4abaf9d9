import { describe, expect, test } from 'vitest';
import type { Recorded } from '../event.ts';
import type { EventStore } from '../event-store.ts';
import { memoryEventStore } from '../memory-event-store.ts';
import { recordedAppends } from '../recorded-appends.ts';
import { someEvent } from './event-store.fixtures.ts';

const someLog = async (): Promise<Recorded[]> => {
  const store = memoryEventStore();
  await store.append('note-1', [someEvent('a', 'Hồ sơ "số 1"\u2028'), someEvent('b')], 'absent');
  for (let n = 0; n < 20; n++) await store.append(`note-${n % 5}x`, [someEvent(`c${n}`)], n < 5 ? 'absent' : Math.floor(n / 5) - 1);
  await store.append('note-1', [someEvent('d', { deep: [1.5, null, 'ấ'] })], 1);
  return [...(await store.readAll({ after: 0, limit: 100 }))];
};

/** That a log moves from any store to this one as it is. */
export const recordedContract = (open: () => Promise<EventStore>, options: { readonly ordersCalls: boolean }): void => {
  describe('what another store recorded', () => {
    test('is the same here, to the hash and the order of the log, also when it comes twice', async () => {
      const [log, store] = [await someLog(), await open()];
      const appends = recordedAppends(store, options);
      await appends.appendRecorded(log.slice(0, 7));
      await appends.appendRecorded(log.slice(7));
      expect(await store.readAll({ after: 0, limit: 100 })).toStrictEqual(log);
      await recordedAppends(store, options).appendRecorded(log);
      expect(await store.readAll({ after: 0, limit: 100 })).toStrictEqual(log);
    });

    test.each<[string, (log: Recorded[]) => Recorded[]]>([
      ['with a gap', ([first, second, ...rest]) => [first as Recorded, ...rest.slice(0, 3), { ...(second as Recorded), revision: 2 }]],
      ['with other data', ([first, second]) => [first as Recorded, { ...(second as Recorded), data: { note: 'x' } }]],
      ['with another time', ([first]) => [{ ...(first as Recorded), metadata: { ...(first as Recorded).metadata, at: 'now' } }]],
    ])('is refused %s, and not written', async (_what, damaged) => {
      const [log, store] = [damaged(await someLog()), await open()];
      await expect(recordedAppends(store, options).appendRecorded(log)).rejects.toMatchObject({ name: 'RecordRefused' });
      const written = await store.readAll({ after: 0, limit: 100 });
      expect(written.map(({ hash }) => hash)).not.toContain(log.at(-1)?.hash);
    });

    test('is refused behind another event than its own predecessor', async () => {
      const [log, store] = [await someLog(), await open()];
      await store.append('note-1', [someEvent('other')], 'absent');
      await expect(recordedAppends(store, options).appendRecorded(log.slice(1, 2))).rejects.toMatchObject({ name: 'RecordRefused' });
    });
  });
};
