import { nameOfError } from './errors.ts';
import { type Filling, fill, type Hurry } from './filling.ts';
import { findGenerations, nextGeneration, versionOf } from './generations.ts';
import { declarationOf } from './held-document.ts';
import { lookUpsOf } from './look-ups.ts';
import { patiently } from './patiently.ts';
import type { Checkpoints, Collection } from './read-models.ts';
import { rebuildsOf } from './rebuilds.ts';
import { dropAbandoned, retireOlder } from './retire.ts';
import type { RunningProjection, RunOptions } from './running-projection.ts';
import { serve } from './serving.ts';
import { watchActive } from './watch-active.ts';

/** Work that nobody waits for but who stops the projection. */
const backgroundWork = (failed: (error: unknown) => void) => {
  const atWork = new Set<Promise<void>>();
  return {
    begin(work: Promise<void>): void {
      const done = work.catch(failed).finally(() => atWork.delete(done));
      atWork.add(done);
    },
    ended: () => Promise.all(atWork),
  };
};

/** Who has heard from all owners within so long is current: an owner says every second that it is there. */
const currentMs = 60_000;

/** Runs a projection until it is stopped: goes on where it was, fills a new version or epoch beside the old one and switches, as soon as another instance has too. */
export const runProjection = async <State, Opened = undefined>(options: RunOptions<State, Opened>): Promise<RunningProjection> => {
  const { projection, models, logger, graceMs, abandonedMs } = options;
  const { name, version, sources } = projection;
  const ended = new AbortController();
  const { signal } = ended;
  const open = (generation: number): Promise<Collection> => models.open(declarationOf(projection, generation));
  const start = (hurry: Hurry, target: Collection, heardBefore?: Checkpoints): Promise<Filling> => {
    const moved = (ids: readonly string[]): void => serving.moved(target, ids);
    return fill(target, options, { moved, epochChanged: (filling) => void rebuilds.refill(filling) }, heardBefore, hurry);
  };

  const found = await findGenerations(models, name, version);
  const isOurs = found.active !== undefined && versionOf(found.active) === version;
  const older = found.active !== undefined && !isOurs ? await open(found.active) : undefined;
  // A rebuild that was interrupted starts over; a first filling goes on.
  const first = (isOurs ? found.active : found.newest) ?? nextGeneration(found.all, version);
  const filled = await open(first);
  // Opened, since a collection that does not fit what is declared now is emptied by that.
  const inUse = found.active === undefined ? undefined : (older ?? filled);
  const servedBefore = inUse !== undefined && Object.keys(await inUse.checkpoints()).length > 0;
  const serving = serve(await start(older ? 'beside another' : 'served from here', filled), { older, sources, signal });

  const background = backgroundWork((error) => {
    logger.error('a read model that nobody needs was not dropped', {
      projection: name,
      reason: nameOfError(error),
    });
  });
  const needed = { models, name, signal, uses: serving.uses };
  const retire = (known: readonly number[]) => retireOlder({ ...needed, graceMs }, known);
  const isCurrent = (): boolean => {
    const headAt = serving.live?.progress.headAt();
    return headAt !== undefined && Date.now() - headAt < currentMs;
  };
  const abandon = (known: readonly number[]): void =>
    background.begin(dropAbandoned({ ...needed, version, abandonedMs, open, isCurrent }, known));
  const retireInTime = (known: readonly number[]): void => background.begin(retire(known));
  const rebuilds = rebuildsOf({
    name,
    version,
    models,
    logger,
    signal,
    serving,
    open,
    start: (target, heardBefore) => start('beside another', target, heardBefore),
    retire: retireInTime,
    abandon: (generation) => abandon([generation]),
  });
  const activate = async (): Promise<void> => {
    const active = await models.active(name);
    // Where there is one of this version already, another instance may have switched on since this one began.
    if (active === undefined || versionOf(active) !== version) await models.activate(name, first);
  };
  const activateFirst = async (): Promise<void> => {
    const failed = (reason: string): void => logger.warn('a read model waits to be switched', { projection: name, reason });
    await serving.endOlder(() => patiently(activate, { signal, failed }));
    await retire(found.all);
  };
  background.begin(activateFirst());
  abandon(found.all);
  let answers = true;
  background.begin(
    watchActive({
      models,
      name,
      version,
      logger,
      signal,
      serving: () => serving.present.collection.declaration.version,
      join: rebuilds.join,
      onAsked: (now) => {
        answers = now;
      },
    }),
  );

  return {
    name,
    sources,
    ...lookUpsOf(serving),
    filled: () => serving.present.collection,
    servedBefore,
    answers: () => answers,
    rebuild: rebuilds.rebuild,
    rebuilding() {
      const { filling } = rebuilds;
      return (
        filling && {
          generation: filling.collection.declaration.version,
          positions: Object.fromEntries(sources.map((source) => [source, filling.progress.position(source)])),
        }
      );
    },
    async stop() {
      ended.abort();
      await serving.stop();
      await background.ended();
      await rebuilds.underWay?.catch(() => undefined);
    },
  };
};
