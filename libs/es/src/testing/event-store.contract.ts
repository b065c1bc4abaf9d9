import { afterEach, describe, expect, test } from 'vitest';
import type { EventStore } from '../event-store.ts';
import { verifyChain } from '../hash-chain.ts';
import { appendContract } from './append.contract.ts';
import { collect, someEvent } from './event-store.fixtures.ts';
import { readContract } from './read.contract.ts';
import { recordedContract } from './recorded.contract.ts';
import { subscribeContract } from './subscribe.contract.ts';

export interface EventStoreContractOptions {
  /** Closes nothing itself: opens the data of the store that was opened last, which the suite has closed. Absent: the store keeps nothing over a close. */
  readonly reopen?: () => Promise<EventStore>;
  /** False where calls to different streams that are under way together are decided in any order. */
  readonly ordersCalls?: boolean;
}

/** The promise of the port. An adapter is finished when it passes. */
export const eventStoreContract = (
  name: string,
  open: () => Promise<EventStore>,
  { reopen, ordersCalls = true }: EventStoreContractOptions = {},
): void => {
  describe(`${name} is an EventStore`, () => {
    const opened: EventStore[] = [];
    const openOne = async (from: () => Promise<EventStore> = open): Promise<EventStore> => {
      const store = await from();
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    appendContract(openOne);
    readContract(openOne);
    subscribeContract(openOne);
    recordedContract(openOne, { ordersCalls });

    test('what is closed refuses, and closing twice is closing once', async () => {
      const store = await openOne();
      await store.close();
      await store.close();
      await expect(store.append('note-1', [someEvent('a')], 'absent')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    });

    test.runIf(reopen !== undefined)('opened again, it has everything, the same epoch, and goes on', async () => {
      const store = await openOne();
      await store.append('note-1', [someEvent('a'), someEvent('b')], 'absent');
      await store.append('note-2', [someEvent('c')], 'absent');
      const before = await store.readAll({ after: 0, limit: 10 });
      await store.close();
      const again = await openOne(reopen);
      expect(again.epoch).toBe(store.epoch);
      expect(await again.readAll({ after: 0, limit: 10 })).toStrictEqual(before);
      expect(await again.append('note-1', [someEvent('a'), someEvent('b')], 'absent')).toMatchObject({
        revision: 1,
        position: 2,
        repeated: true,
      });
      expect(await again.append('note-1', [someEvent('d')], 1)).toMatchObject({ revision: 2, position: 4, repeated: false });
      expect((await verifyChain(await again.readAll({ after: 0, limit: 10 }))).faults).toStrictEqual([]);
      expect(await collect(again.read('note-2'))).toHaveLength(1);
    });
  });
};
