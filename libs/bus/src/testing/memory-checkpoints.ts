import type { StreamsSeen } from '@motcua/es';
import type { LogPosition, ReactorCheckpoints } from '../bus.ts';

/** Checkpoints in a map, for tests. */
export const memoryCheckpoints = (): ReactorCheckpoints => {
  const kept = new Map<string, LogPosition>();
  const seen = new Map<string, StreamsSeen>();
  return {
    load: async (name) => kept.get(name),
    save: async (name, position) => void kept.set(name, position),
    streams: {
      load: async (prefixes) => seen.get(prefixes),
      save: async (prefixes, streams) => void seen.set(prefixes, streams),
    },
  };
};
