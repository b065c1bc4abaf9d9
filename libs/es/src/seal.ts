import { z } from 'zod';

/**
 * While a store's events move to another one, both are closed to services: the new one while it is being filled, the old one from the last copy on.
 * `filling`: only the move writes. `moving`, `moved`: nobody writes; from `moved` there is no way back but another move.
 */
export const Seal = z.strictObject({
  state: z.enum(['filling', 'moving', 'moved']),
  /** The other store of the move as people write it, without credentials. */
  other: z.string().min(1),
  /** The other store's epoch while they are being moved: tells it from any other of the same name. */
  epoch: z.string().min(1),
});
export type Seal = Readonly<z.infer<typeof Seal>>;

/** The seal of one store: set and lifted by a move, looked at by whoever opens the store. No service sets one. */
export interface StoreSeal {
  /** `absent`: there is no store. */
  read(): Promise<Seal | 'none' | 'absent'>;
  /** From `moving` on no append is acknowledged, by whatever process. `filling` makes a store that is not there. */
  set(seal: Seal): Promise<void>;
  /** Services may open it again: as if there had been no seal, or under a new epoch, since positions told before are void. */
  lift(epoch: 'same' | 'new'): Promise<void>;
}

/** Why a sealed store does not open or write, in one line. */
export const describeSeal = ({ state, other }: Seal): string => {
  switch (state) {
    case 'filling':
      return `it is still being filled from ${other}`;
    case 'moving':
      return `its events are on their way to ${other}`;
    case 'moved':
      return `its events have moved to ${other}`;
  }
};
