import type { RunningProjection, RunOptions } from './running-projection.ts';

/** Runs a projection until it is stopped. */
export const runProjection = async <State, Opened = undefined>(_options: RunOptions<State, Opened>): Promise<RunningProjection> => {
  throw new Error('not yet');
};
