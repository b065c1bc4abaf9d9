import { randomUUID } from 'node:crypto';
import { isStoreUnavailable } from '@motcua/es';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KeyDestroyed, KeyOfAnother, type Keys } from '../keys.ts';

/** A server that is asked fifty things at once may be late with some, and says so: who was told that asks again. */
const untilAnswered = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error;
    }
  }
};

/** What every adapter of `Keys` must do. `open` gives a new, empty one. */
export const keysContract = (name: string, open: () => Promise<Keys>): void => {
  const opened = async (): Promise<Keys> => {
    const keys = await open();
    onTestFinished(() => keys.close());
    return keys;
  };
  describe(`${name} keeps the contract of Keys`, () => {
    test('a key is 32 bytes, the same for the same id, another for another id', async () => {
      const keys = await opened();
      const id = randomUUID();
      const key = await keys.create(id, 'subject');
      expect(key).toHaveLength(32);
      expect(Buffer.from(await keys.create(id, 'subject')).equals(key)).toBe(true);
      expect(Buffer.from(await keys.create(randomUUID(), 'subject')).equals(key)).toBe(false);
      expect(Buffer.from((await keys.keysOf([id, id])).get(id) ?? []).equals(key)).toBe(true);
    });

    test('the same id asked for fifty times at once has one key', async () => {
      const keys = await opened();
      const id = randomUUID();
      const made = await Promise.all(Array.from({ length: 50 }, () => untilAnswered(() => keys.create(id, 'subject'))));
      expect(new Set(made.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    });

    test('unknown ids are missing from the answer', async () => {
      const keys = await opened();
      const id = randomUUID();
      await keys.create(id, 'subject');
      expect([...(await keys.keysOf([id, randomUUID()])).keys()]).toEqual([id]);
    });

    test('a key made for one person is not given for another, until it is removed', async () => {
      const keys = await opened();
      const id = randomUUID();
      await keys.create(id, 'first');
      await expect(keys.create(id, 'second')).rejects.toThrow(KeyOfAnother);
      await keys.remove([id]);
      await keys.create(id, 'second');
      expect(await keys.dossiersOf('second')).toEqual([id]);
      expect(await keys.dossiersOf('first')).toEqual([]);
    });

    test('whose filing was begun since is told, also where it is begun again with the same key', async () => {
      const keys = await opened();
      const [one, two] = [randomUUID(), randomUUID()].sort() as [string, string];
      await keys.create(one, 'subject');
      await keys.create(two, 'subject');
      await keys.create(randomUUID(), 'another');
      expect(await keys.createdSince('subject', new Date(Date.now() - 60_000))).toEqual([one, two]);
      const later = Date.now() + 1;
      expect(await keys.createdSince('subject', new Date(Date.now() + 60_000))).toEqual([]);
      while (Date.now() < later) await keys.keysOf([one]);
      await keys.create(two, 'subject');
      expect(await keys.createdSince('subject', new Date(later))).toEqual([two]);
    });

    test('an upload has a key until it is removed, never again after', async () => {
      const keys = await opened();
      const id = randomUUID();
      await keys.createForUpload(id);
      expect(await keys.uploadsBefore(new Date(Date.now() + 1_000), 10)).toEqual([id]);
      expect(await keys.uploadsBefore(new Date(Date.now() - 60_000), 10)).toEqual([]);
      await keys.remove([id, randomUUID()]);
      expect((await keys.keysOf([id])).size).toBe(0);
      expect(await keys.uploadsBefore(new Date(Date.now() + 1_000), 10)).toEqual([]);
      await expect(keys.createForUpload(id)).rejects.toThrow(KeyDestroyed);
    });

    test('erasure destroys every key of the person and nobody else’s, and answers the same again', async () => {
      const keys = await opened();
      const [one, two, other] = [randomUUID(), randomUUID(), randomUUID()];
      await Promise.all([keys.create(one, 'a'), keys.create(two, 'a'), keys.create(other, 'b')]);
      expect(await keys.dossiersOf('a')).toEqual([one, two].sort());
      const erased = await keys.destroySubject('a', new Date());
      expect(erased.dossiers).toEqual([one, two].sort());
      expect([...(await keys.keysOf([one, two, other])).keys()]).toEqual([other]);
      await expect(keys.create(one, 'a')).rejects.toThrow(KeyDestroyed);
      expect(await keys.isDestroyed(one)).toBe(true);
      expect(await keys.isDestroyed(other)).toBe(false);
      expect(await keys.destroySubject('a', new Date())).toEqual(erased);
    });

    test('who was erased is listed, each person once', async () => {
      const keys = await opened();
      const [one, two] = [randomUUID(), randomUUID()];
      await keys.create(one, 'a');
      await keys.create(two, 'b');
      expect(await keys.erasures()).toEqual([]);
      await keys.destroySubject('a', new Date('2026-11-24T01:00:00Z'));
      await keys.create(randomUUID(), 'a');
      expect(await keys.erasures()).toEqual([{ subjectId: 'a', dossiers: [one], erasedAt: '2026-11-24T01:00:00.000Z' }]);
    });

    test('a person may come again after an erasure', async () => {
      const keys = await opened();
      await keys.create(randomUUID(), 'a');
      await keys.destroySubject('a', new Date());
      const id = randomUUID();
      await keys.create(id, 'a');
      expect(await keys.dossiersOf('a')).toEqual([id]);
    });
  });
};
