import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ArchivedKey, KeyArchive } from '../key-archive.ts';
import { KeyDestroyed, type Keys } from '../keys.ts';

/** One place where keys lie: opened as the service does, and as a backup does. All places of one suite have one master key. */
export interface KeyPlace {
  keys(): Promise<Keys>;
  archive(): Promise<KeyArchive>;
}

async function* thoseOf(rows: Iterable<ArchivedKey>): AsyncGenerator<ArchivedKey> {
  yield* rows;
}

/** What the archive of every adapter of `Keys` must do. Places are new and empty; `to` may be of another adapter. */
export const keyArchiveContract = (name: string, from: () => KeyPlace, to: () => KeyPlace = from): void => {
  const opened = async <T extends { close(): Promise<void> }>(one: Promise<T>): Promise<T> => {
    const closable = await one;
    onTestFinished(() => closable.close());
    return closable;
  };
  const rowsOf = async (place: KeyPlace): Promise<ArchivedKey[]> => {
    const rows: ArchivedKey[] = [];
    for await (const row of (await opened(place.archive())).rows()) rows.push(row);
    return rows;
  };
  const restored = async (rows: readonly ArchivedKey[]): Promise<Keys> => {
    const place = to();
    const archive = await opened(place.archive());
    expect(await archive.isEmpty()).toBe(true);
    expect(await archive.restore(thoseOf(rows))).toBe(rows.length);
    expect(await archive.isEmpty()).toBe(rows.length === 0);
    return opened(place.keys());
  };

  describe(`${name}: keys as a whole`, () => {
    test('every key opens again, of whoever it is; an upload is still one that may be left lying', async () => {
      const place = from();
      const keys = await opened(place.keys());
      const ids = Array.from({ length: 1_100 }, () => randomUUID());
      // Not all at once: who has to wait too long for a database is refused.
      for (let from = 0; from < ids.length; from += 50)
        await Promise.all(ids.slice(from, from + 50).map((id, nth) => keys.create(id, `person-${nth % 3}`)));
      const upload = randomUUID();
      await keys.createForUpload(upload);
      const before = await keys.keysOf([...ids, upload]);
      const rows = await rowsOf(place);
      expect(rows).toHaveLength(1_101);
      for (const key of before.values()) expect(JSON.stringify(rows)).not.toContain(Buffer.from(key).toString('base64'));
      const again = await restored(rows);
      expect(await again.keysOf([...ids, upload])).toEqual(before);
      expect(await again.dossiersOf('person-1')).toEqual(await keys.dossiersOf('person-1'));
      expect(await again.uploadsBefore(new Date(Date.now() + 1_000), 10)).toEqual([upload]);
    });

    test('who was erased stays erased, and a removed upload removed', async () => {
      const place = from();
      const keys = await opened(place.keys());
      const [gone, kept, upload] = [randomUUID(), randomUUID(), randomUUID()];
      await Promise.all([keys.create(gone, 'a'), keys.create(kept, 'b'), keys.createForUpload(upload)]);
      await keys.destroySubject('a', new Date('2026-11-24T01:00:00Z'));
      await keys.remove([upload]);
      const again = await restored(await rowsOf(place));
      expect([...(await again.keysOf([gone, kept, upload])).keys()]).toEqual([kept]);
      await expect(again.create(gone, 'a')).rejects.toThrow(KeyDestroyed);
      await expect(again.createForUpload(upload)).rejects.toThrow(KeyDestroyed);
      expect(await again.erasures()).toEqual([{ subjectId: 'a', dossiers: [gone], erasedAt: '2026-11-24T01:00:00.000Z' }]);
    });

    test('a key that is erased while rows are read does not come back', async () => {
      const place = from();
      const keys = await opened(place.keys());
      const ids = Array.from({ length: 20 }, () => randomUUID());
      await Promise.all(ids.map((id) => keys.create(id, 'a')));
      const rows: ArchivedKey[] = [];
      for await (const row of (await opened(place.archive())).rows()) {
        if (rows.length === 0) await keys.destroySubject('a', new Date());
        rows.push(row);
      }
      expect(rows.filter(({ wrapped }) => wrapped !== undefined).length).toBeGreaterThan(0); // the erasure came in the middle
      const again = await restored(rows);
      expect((await again.keysOf(ids)).size).toBe(0);
      expect((await again.erasures()).map(({ dossiers }) => dossiers)).toEqual([[...ids].sort()]);
    });

    test('nothing is nothing', async () => {
      const place = from();
      expect(await rowsOf(place)).toEqual([]);
      expect(await (await restored([])).erasures()).toEqual([]);
    });
  });
};
