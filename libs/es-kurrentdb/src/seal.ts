import { randomUUID } from 'node:crypto';
import type { StoreSeal } from '@motcua/es';
import type { Calls } from './calls.ts';
import { changeStanding, findStanding } from './epochs.ts';
import { Unfit } from './faults.ts';
import type { Namespace } from './namespace.ts';
import { type KurrentdbLocation, openedAt } from './opening.ts';

/** The seal of a namespace, an event among its epochs. Nothing is kept open between two calls; rejects with `StoreRefused`. */
export const kurrentdbSeal = (location: KurrentdbLocation): StoreSeal => {
  const once = async <T>(work: (calls: Calls, namespace: Namespace, deadline: number) => Promise<T>): Promise<T> => {
    const { calls, result } = await openedAt(location, work);
    await calls.close();
    return result;
  };
  return {
    read: () =>
      once(async (calls, { epochs }, deadline) => {
        const standing = await findStanding(calls, epochs, deadline);
        return standing === undefined ? 'absent' : (standing.seal ?? 'none');
      }),
    set: async (seal) => {
      await once((calls, { epochs }, deadline) =>
        changeStanding(calls, epochs, deadline, (before) => ({ epoch: before?.epoch ?? randomUUID(), seal })),
      );
    },
    lift: async (epoch) => {
      await once((calls, { epochs }, deadline) =>
        changeStanding(calls, epochs, deadline, (before) => {
          if (before === undefined) throw new Unfit('there is no event store of this name');
          return { epoch: epoch === 'same' ? before.epoch : randomUUID() };
        }),
      );
    },
  };
};
