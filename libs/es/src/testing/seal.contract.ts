import { afterEach, describe, expect, test } from 'vitest';
import { wholeLog } from '../chained.ts';
import type { EventStore } from '../event-store.ts';
import { verifyChain } from '../hash-chain.ts';
import type { Seal, StoreSeal } from '../seal.ts';
import { someEvent } from './event-store.fixtures.ts';

export interface SealContractOptions {
  /** The seal of a store that is not there yet; each call another one. */
  readonly seal: () => StoreSeal;
  /** Opens the store of the seal that was made last. */
  readonly open: (options: { readonly despiteSeal: boolean }) => Promise<EventStore>;
}

const sealed = (state: Seal['state']): Seal => ({ state, other: 'the other store', epoch: 'its epoch' });

/** What a move rests on: a store under a seal takes nothing from anybody who is not part of the move, and loses nothing. */
export const sealContract = (name: string, { seal: sealOfNext, open }: SealContractOptions): void => {
  describe(`${name} can be sealed`, () => {
    const opened: EventStore[] = [];
    const openOne = async (despiteSeal = false): Promise<EventStore> => {
      const store = await open({ despiteSeal });
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    test('a store that is not there is absent, and looking does not make it', async () => {
      const seal = sealOfNext();
      expect(await seal.read()).toBe('absent');
      expect(await seal.read()).toBe('absent');
    });

    test('while it is filled it opens for the move only; opened anew it has all, under another epoch', async () => {
      const seal = sealOfNext();
      await seal.set(sealed('filling'));
      expect(await seal.read()).toStrictEqual(sealed('filling'));
      await expect(openOne()).rejects.toThrow('it is still being filled from the other store');
      const filling = await openOne(true);
      await filling.append('note-1', [someEvent('a'), someEvent('b')], 'absent');
      const before = await filling.readAll({ after: 0, limit: 10 });
      await filling.close();
      await seal.lift('new');
      expect(await seal.read()).toBe('none');
      const store = await openOne();
      expect(store.epoch).not.toBe(filling.epoch);
      expect(await store.readAll({ after: 0, limit: 10 })).toStrictEqual(before);
      expect(await store.append('note-1', [someEvent('c')], 1)).toMatchObject({ revision: 2 });
    });

    test.each(['moving', 'moved'] as const)('%s: who had it open acknowledges nothing more, and it does not open again', async (state) => {
      const seal = sealOfNext();
      const store = await openOne();
      const first = await store.append('note-1', [someEvent('a')], 'absent');
      await seal.set(sealed(state));
      await expect(store.append('note-1', [someEvent('b')], 0)).rejects.toMatchObject({ name: 'StoreUnavailable' });
      await expect(store.append('note-2', [someEvent('c')], 'absent')).rejects.toMatchObject({ name: 'StoreUnavailable' });
      await expect(openOne()).rejects.toThrow('the other store');
      const reading = await openOne(true);
      expect((await reading.readAll({ after: 0, limit: 1 })).map(({ hash }) => hash)).toStrictEqual([first.hash]);
    });

    test('lifted under the same epoch it goes on where it stood, for those too who had it open', async () => {
      const seal = sealOfNext();
      const store = await openOne();
      await store.append('note-1', [someEvent('a')], 'absent');
      await seal.set(sealed('moving'));
      await expect(store.append('note-1', [someEvent('b')], 0)).rejects.toMatchObject({ name: 'StoreUnavailable' });
      await seal.lift('same');
      const again = await openOne();
      expect(again.epoch).toBe(store.epoch);
      const head = await again.head();
      expect(await again.append('note-2', [someEvent('c')], 'absent')).toMatchObject({ position: head + 1 });
      expect(await store.append('note-3', [someEvent('d')], 'absent')).toMatchObject({ position: head + 2 });
      expect((await verifyChain(wholeLog(store))).faults).toStrictEqual([]);
    });

    test('while appends are under way, all that were acknowledged are there when the seal is set', async () => {
      const seal = sealOfNext();
      const store = await openOne();
      let stopped = false;
      const acknowledged: string[] = [];
      const writing = Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; !stopped; n += 1)
          await store.append(`note-${writer}`, [someEvent(`${writer}-${n}`)], n === 0 ? 'absent' : n - 1).then(
            ({ hash }) => acknowledged.push(hash),
            () => {
              stopped = true;
            },
          );
      });
      while (acknowledged.length < 40) await new Promise((resolve) => setImmediate(resolve));
      await seal.set(sealed('moving'));
      const reading = await openOne(true);
      const hashes = new Set<string>();
      for await (const { hash } of wholeLog(reading)) hashes.add(hash);
      await Promise.all(writing);
      expect(acknowledged.filter((hash) => !hashes.has(hash))).toStrictEqual([]);
    });
  });
};
