import { describeSeal, type EventStore, type Seal } from '@motcua/es';
import { logComparison } from './log-comparison.ts';
import type { Place } from './places.ts';

/** Says no before anything is changed. */
const refuse = (place: Place, why: string): never => {
  throw new Error(`${place.name}: ${why}`);
};

const looking = async <T>(place: Place, look: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = await place.open();
  try {
    return await look(store);
  } finally {
    await store.close();
  }
};

/** How the source stands: in use, left for this target in the middle of a switch, or for good. Any other is refused. */
export const admitSource = async (from: Place, to: Place): Promise<Seal | 'in use' | 'gone'> => {
  const seal = await from.seal.read();
  if (seal === 'absent') return refuse(from, 'there is no event store');
  if (seal === 'none') return 'in use';
  if (seal.state === 'filling' || seal.other !== to.name) return refuse(from, describeSeal(seal));
  return seal.state === 'moved' && (await to.seal.read()) === 'none' ? 'gone' : seal;
};

/**
 * Opens the target for filling it from this source: one that is not there, an unfinished copy, or a store that was left before and holds nothing else than
 * the source does. Any other is refused as it is. `switchBegun`: the seal of a source that waits for its switch to be finished.
 */
export const openTarget = async (from: Place, to: Place, source: EventStore, switchBegun: Seal | undefined): Promise<EventStore> => {
  const filling: Seal = { state: 'filling', other: from.name, epoch: source.epoch };
  const seal = await to.seal.read();
  if (switchBegun !== undefined) {
    const epoch = seal === 'absent' ? undefined : await looking(to, async (store) => store.epoch);
    if (epoch !== switchBegun.epoch) refuse(to, `it is another store than the one that ${from.name} is being left for`);
  }
  if (seal === 'absent') await to.seal.set(filling);
  else if (seal === 'none') {
    if ((await looking(to, (store) => store.head())) > 0) refuse(to, 'it holds events and is no unfinished copy; services may be using it');
    await to.seal.set(filling);
  } else if (seal.state === 'moved') {
    await looking(to, (store) => logComparison(source, store, to.name).advance());
    await to.seal.set(filling);
  } else if (seal.state === 'moving' || seal.epoch !== source.epoch) refuse(to, describeSeal(seal));
  return to.open();
};
