import type { BusLogger } from '@motcua/bus';
import { compareCollections } from './compare-collections.ts';
import type { Filling } from './filling.ts';
import { nextGeneration } from './generations.ts';
import { patiently } from './patiently.ts';
import type { Checkpoints, Collection, ReadModels } from './read-models.ts';
import type { Rebuilt } from './running-projection.ts';
import type { Serving } from './serving.ts';

export interface RebuildOptions {
  readonly name: string;
  readonly version: number;
  readonly models: Pick<ReadModels, 'list' | 'activate'>;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
  readonly serving: Serving;
  open(generation: number): Promise<Collection>;
  start(target: Collection, heardBefore?: Checkpoints): Promise<Filling>;
  /** Of the collections there were before, drops in its own time those that nobody needs any more. */
  retire(known: readonly number[]): void;
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
  /** Another instance has rebuilt: that collection is kept up to date here too, and then read. Nothing is done while a rebuild is under way here. */
  join(generation: number): Promise<void>;
}

const fillBeside = async (options: RebuildOptions, started: (filling: Filling) => void): Promise<Rebuilt> => {
  const { name, version, models, logger, serving, open, start, retire } = options;
  const all = (await models.list()).filter((one) => one.name === name).map((one) => one.version);
  const filling = await start(await open(nextGeneration(all, version)));
  started(filling);
  logger.info('a read model is filled beside the present one', { projection: name });
  const compared = await serving.switchTo(filling, async () => {
    const differences = await compareCollections(serving.present.collection, filling.collection);
    if (differences.differing > 0) logger.error('the read model differed from its rebuild', { projection: name, ...differences });
    await models.activate(name, filling.collection.declaration.version);
    return differences;
  });
  retire(all);
  logger.info('a rebuilt read model is in use', { projection: name, ...compared });
  return compared;
};

export const rebuildsOf = (options: RebuildOptions): Rebuilds => {
  const { name, logger, signal, serving, open, start } = options;
  let underWay: Promise<Rebuilt> | undefined;
  let filling: Filling | undefined;
  const started = (begun: Filling): void => {
    filling = begun;
  };
  const rebuild = (): Promise<Rebuilt> => {
    underWay ??= fillBeside(options, started).finally(() => {
      underWay = undefined;
      filling = undefined;
    });
    return underWay;
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
      const interrupted = serving.interrupt(changed);
      // A rebuild under way of another collection brings the new epoch, if it succeeds.
      const done = await underWay?.then(
        () => !interrupted,
        () => false,
      );
      if (done) return;
      const failed = (reason: string): void => logger.warn('a rebuild starts over', { projection: name, reason });
      await patiently(rebuild, { signal, failed });
    },
    async join(generation) {
      if (underWay) return;
      const joined = await start(await open(generation), serving.present.heard());
      // One that began while this one was opened takes its place.
      if (underWay) return joined.stop();
      await serving.switchTo(joined, async () => undefined);
      logger.info('a read model that another instance has rebuilt is in use', { projection: name });
    },
  };
};
