import { type PublishedCalendar, type WorkingCalendar, workingCalendar } from '@motcua/legal-clock';
import type { Collection } from '@motcua/read-models';
import { isCalendar, published } from '../projections/status/index.ts';
import type { TrackingState } from '../projections/status/status.document.ts';
import type { TrackingPorts } from './ports.ts';

/** More than are ever published: one a year. */
const most = 100;

const calendarsIn = async (collection: Collection): Promise<readonly PublishedCalendar[]> => {
  const { items } = await collection.find({ index: 'kind', where: { names: published.calendar }, limit: most });
  return items.flatMap(({ state }) => {
    const parsed = JSON.parse(state) as TrackingState;
    return parsed.kind === 'calendar' ? [parsed] : [];
  });
};

export interface Calendars {
  /** Working time as published; undefined while nothing of it is known yet. Throws nothing: a page that cannot count says less. */
  readonly working: () => WorkingCalendar | undefined;
  readonly end: () => void;
}

/** The published calendars in memory, read anew when one is published or another filling serves. */
export const calendars = ({ statuses }: Pick<TrackingPorts, 'statuses'>): Calendars => {
  let working: WorkingCalendar | undefined;
  let readFrom: Collection | undefined;
  let asked = 0;
  const read = (collection: Collection): void => {
    readFrom = collection;
    asked += 1;
    const mine = asked;
    calendarsIn(collection).then(
      (known) => {
        // One asked for later is newer, whichever is answered first.
        if (mine === asked && known.length > 0) working = workingCalendar(known);
      },
      // Whoever asks next looks again.
      () => {
        if (mine === asked) readFrom = undefined;
      },
    );
  };
  const end = statuses.onApplied((ids) => {
    if (ids.some(isCalendar)) read(statuses.collection());
  });
  read(statuses.collection());
  return {
    working() {
      const present = statuses.collection();
      if (present !== readFrom) read(present);
      return working;
    },
    end,
  };
};
