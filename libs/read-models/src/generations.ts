import type { ReadModels } from './read-models.ts';

/**
 * A version of a projection may be filled several times (a rebuild, a new epoch). Each filling is a collection of its own,
 * stored under `version × 1000 + generation`: so the switch from a rebuilt collection is the same as that to a new version.
 */
const perVersion = 1_000;
export const versionOf = (generation: number): number => Math.floor(generation / perVersion);

export interface Found {
  /** What look-ups read, whatever its version. */
  readonly active: number | undefined;
  /** The newest filling of the declared version, finished or not. */
  readonly newest: number | undefined;
  readonly all: readonly number[];
}

export const findGenerations = async (models: ReadModels, name: string, version: number): Promise<Found> => {
  const all = (await models.list()).filter((one) => one.name === name).map((one) => one.version);
  const own = all.filter((one) => versionOf(one) === version);
  return { active: await models.active(name), newest: own.length === 0 ? undefined : Math.max(...own), all };
};

/** The next free one; begins again at 0 where a version was filled a thousand times. */
export const nextGeneration = (all: readonly number[], version: number): number => {
  const taken = new Set(all);
  const newest = Math.max(version * perVersion - 1, ...all.filter((one) => versionOf(one) === version));
  for (let next = newest + 1; next < (version + 1) * perVersion; next += 1) if (!taken.has(next)) return next;
  for (let next = version * perVersion; next < (version + 1) * perVersion; next += 1) if (!taken.has(next)) return next;
  throw new RangeError('a thousand fillings of one version stand beside each other');
};
