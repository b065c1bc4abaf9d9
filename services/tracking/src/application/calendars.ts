import { type PublishedCalendar, type WorkingCalendar, workingCalendar } from '@motcua/legal-clock';
import type { Collection } from '@motcua/read-models';
import { isCalendar, published } from '../projections/status/index.ts';
import type { TrackingState } from '../projections/status/status.document.ts';
import { latestReading } from './latest-reading.ts';
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
  /** Working time as published; undefined while nothing of it is known yet. */
  readonly working: () => WorkingCalendar | undefined;
  readonly end: () => void;
}

/** The published calendars in memory. */
export const calendars = (ports: Pick<TrackingPorts, 'statuses'>): Calendars => {
  const { now, end } = latestReading(ports, {
    concerns: isCalendar,
    read: async (collection) => {
      const known = await calendarsIn(collection);
      return known.length > 0 ? workingCalendar(known) : undefined;
    },
  });
  return { working: now, end };
};
