import type { LogPosition, ReactorCheckpoints } from '../bus.ts';

/** Checkpoints in a map, for tests. */
export const memoryCheckpoints = (): ReactorCheckpoints => {
  const kept = new Map<string, LogPosition>();
  return {
    load: async (name) => kept.get(name),
    save: async (name, position) => void kept.set(name, position),
  };
};
