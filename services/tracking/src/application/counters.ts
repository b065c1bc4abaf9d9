import type { Counter } from '../projections/status/index.ts';
import type { TrackingState } from '../projections/status/status.document.ts';
import { latestReading } from './latest-reading.ts';
import type { TrackingPorts } from './ports.ts';

export interface Counters {
  /** Where an agency is asked; undefined where the directory names no counter of it. */
  readonly of: (agency: string) => Counter | undefined;
  readonly end: () => void;
}

/** The counters of the directory as published last, in memory: whoever calls wants the number of today, not that of the day on which something happened. */
export const counters = (ports: Pick<TrackingPorts, 'statuses' | 'province'>): Counters => {
  const directory = `directory-${ports.province}`;
  const { now, end } = latestReading(ports, {
    concerns: (id) => id === directory,
    read: async (collection) => {
      const document = await collection.get(directory);
      const state = document && (JSON.parse(document.state) as TrackingState);
      return state?.kind === 'names' ? state.versions.at(-1)?.names.counters : undefined;
    },
  });
  return { of: (agency) => now()?.[agency], end };
};
