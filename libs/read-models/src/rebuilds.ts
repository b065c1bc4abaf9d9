import type { BusLogger } from '@motcua/bus';
import { compareCollections } from './compare-collections.ts';
import { nameOfError, RebuildInterrupted } from './errors.ts';
import type { Filling } from './filling.ts';
import { nextGeneration, versionOf } from './generations.ts';
import { patiently } from './patiently.ts';
import type { Checkpoints, Collection, ReadModels } from './read-models.ts';
import type { Compared, Rebuilt } from './running-projection.ts';
import type { Serving } from './serving.ts';

export interface RebuildOptions {
  readonly name: string;
  readonly version: number;
  readonly models: Pick<ReadModels, 'list' | 'active' | 'activate'>;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
  readonly serving: Serving;
  open(generation: number): Promise<Collection>;
  start(target: Collection, heardBefore?: Checkpoints): Promise<Filling>;
  /** Of the collections there were before, drops in its own time those that nobody needs any more. */
  retire(known: readonly number[]): void;
  /** This collection was filled in vain: drops it in time, where nobody else goes on filling it. */
  abandon(generation: number): void;
}

/** How a collection that was filled anew, here or by another instance, comes to serve. */
export interface Rebuilds {
  readonly underWay: Promise<Rebuilt> | undefined;
  /** What the rebuild under way fills, once it is open. */
  readonly filling: Filling | undefined;
  /** One at a time: who asks for a second is given the one under way. */
  rebuild(): Promise<Rebuilt>;
  /** The log that this filling follows has a new epoch: rebuilds until it works, or the signal. */
  refill(changed: Filling): Promise<void>;
  /** Another instance has rebuilt: that collection is kept up to date here too, and then read. A rebuild under way here is given up for it first: then nothing more is done, and this is asked again. */
  join(generation: number): Promise<void>;
}

/** A database that is away at the switch delays it: what is filled is not filled once more for that. Anything else is thrown; `RebuildInterrupted` where it is wanted no longer. */
const insist = async <T>({ name, logger, signal }: RebuildOptions, wanted: () => boolean, work: () => Promise<T>): Promise<T> => {
  const failed = (reason: string): void => {
    if (wanted()) logger.warn('a rebuilt read model waits to be switched to', { projection: name, reason });
  };
  const attempt = async (): Promise<{ readonly result: T } | { readonly error: unknown } | undefined> => {
    if (!wanted()) return undefined;
    try {
      return { result: await work() };
    } catch (error) {
      if (nameOfError(error) === 'ReadModelsUnavailable') throw error;
      return { error };
    }
  };
  const done = await patiently(attempt, { signal, failed });
  if (!done) throw new RebuildInterrupted();
  if ('error' in done) throw done.error;
  return done.result;
};

const fillAndSwitch = async (options: RebuildOptions, generation: number, started: (filling: Filling) => void): Promise<Compared> => {
  const { name, models, logger, signal, serving, open, start } = options;
  const filling = await start(await open(generation));
  started(filling);
  logger.info('a read model is filled beside the present one', { projection: name });
  const compared = await serving.switchTo(filling, async () => {
    // What was interrupted is not activated over what interrupted it.
    const wanted = (): boolean => serving.uses(generation) && !signal.aborted;
    const differences = await insist(options, wanted, () => compareCollections(serving.present.collection, filling.collection, wanted));
    if (differences.differing > 0) logger.error('the read model differed from its rebuild', { projection: name, ...differences });
    await insist(options, wanted, () => models.activate(name, generation));
    return differences;
  });
  logger.info('a rebuilt read model is in use', { projection: name, ...compared });
  return compared;
};

const fillBeside = async (options: RebuildOptions, started: (filling: Filling) => void): Promise<Rebuilt> => {
  const { name, version, models } = options;
  const all = (await models.list()).filter((one) => one.name === name).map((one) => one.version);
  const generation = nextGeneration(all, version);
  try {
    const compared = await fillAndSwitch(options, generation, started);
    options.retire(all);
    return { generation, ...compared };
  } catch (error) {
    options.abandon(generation);
    throw error;
  }
};

const logFailure = ({ name, logger }: RebuildOptions, error: unknown): void => {
  const fields = { projection: name, reason: nameOfError(error) };
  if (error instanceof RebuildInterrupted) logger.warn('a rebuild was interrupted', fields);
  else logger.error('a rebuild has failed', fields);
};

const generationOf = ({ collection }: Filling): number => collection.declaration.version;

export const rebuildsOf = (options: RebuildOptions): Rebuilds => {
  const { name, version, models, logger, signal, serving, open, start, abandon } = options;
  let underWay: Promise<Rebuilt> | undefined;
  let filling: Filling | undefined;
  /** Filled from a log that is no more. */
  const outdated = new Set<number>();
  const started = (begun: Filling): void => {
    filling = begun;
  };
  const rebuild = (): Promise<Rebuilt> => {
    underWay ??= fillBeside(options, started)
      .catch((error: unknown) => {
        if (!signal.aborted) logFailure(options, error);
        throw error;
      })
      .finally(() => {
        underWay = undefined;
        filling = undefined;
      });
    return underWay;
  };

  const join = async (generation: number): Promise<void> => {
    if (underWay) {
      // Another instance's was ready first, unless it is what ours replaces or fills.
      const isOurs = [filling, serving.present].some((one) => one && generationOf(one) === generation);
      if (filling && !isOurs && !outdated.has(generation)) serving.interrupt(filling);
      return;
    }
    const before = serving.present;
    const joined = await start(await open(generation), serving.present.heard());
    // One that began while this one was opened takes its place.
    if (underWay || serving.present !== before) return joined.stop();
    await serving.switchTo(joined, async () => undefined);
    abandon(generationOf(before));
    logger.info('a read model that another instance has rebuilt is in use', { projection: name });
  };

  return {
    get underWay() {
      return underWay;
    },
    get filling() {
      return filling;
    },
    rebuild,
    async refill(changed) {
      logger.warn('the log of a source has a new epoch', { projection: name });
      outdated.add(generationOf(changed));
      const interrupted = serving.interrupt(changed);
      // A rebuild under way of another collection brings the new epoch, if it succeeds.
      const done = await underWay?.then(
        () => !interrupted,
        () => false,
      );
      if (done) return;
      const failed = (reason: string): void => logger.warn('a rebuild starts over', { projection: name, reason });
      await patiently(
        async () => {
          const active = await models.active(name);
          // Another instance's was ready first: that is joined, and filled anew in its turn where it is of the old epoch too.
          if (active !== undefined && versionOf(active) === version && active !== generationOf(changed)) return;
          await rebuild();
        },
        { signal, failed },
      );
    },
    join,
  };
};
