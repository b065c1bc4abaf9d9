import type { Collection } from '@motcua/read-models';
import type { TrackingPorts } from './ports.ts';

export interface LatestReading<Known> {
  /** Undefined while nothing is known yet; what is known stays until newer is read. Throws nothing: a page that knows less says less. */
  readonly now: () => Known | undefined;
  readonly end: () => void;
}
interface Reading<Known> {
  /** Whether a document is one of those that are read. */
  readonly concerns: (id: string) => boolean;
  /** Undefined where there is nothing to know. */
  readonly read: (collection: Collection) => Promise<Known | undefined>;
}

/** What is published, in memory, read anew when more of it is published or another filling serves. */
export const latestReading = <Known>(
  { statuses }: Pick<TrackingPorts, 'statuses'>,
  { concerns, read }: Reading<Known>,
): LatestReading<Known> => {
  let known: Known | undefined;
  let readFrom: Collection | undefined;
  let asked = 0;
  const readIn = (collection: Collection): void => {
    readFrom = collection;
    asked += 1;
    const mine = asked;
    read(collection).then(
      (found) => {
        // One asked for later is newer, whichever is answered first.
        if (mine === asked && found !== undefined) known = found;
      },
      // Whoever asks next looks again.
      () => {
        if (mine === asked) readFrom = undefined;
      },
    );
  };
  const end = statuses.onApplied((ids) => {
    if (ids.some(concerns)) readIn(statuses.collection());
  });
  readIn(statuses.collection());
  return {
    now() {
      const present = statuses.collection();
      if (present !== readFrom) readIn(present);
      return known;
    },
    end,
  };
};
