import { setTimeout as sleep } from 'node:timers/promises';
import { compareCollections } from './compare-collections.ts';
import { conditions } from './conditions.ts';
import { type Filling, fill } from './filling.ts';
import { findGenerations, nextGeneration, versionOf } from './generations.ts';
import { declarationOf } from './held-document.ts';
import type { Checkpoints, Collection } from './read-models.ts';
import type { Rebuilt, RunningProjection, RunOptions } from './running-projection.ts';
import { watchActive } from './watch-active.ts';

/** How often a filling beside the serving one is asked whether it has caught up. */
const lookMs = 50;
/** Enough for other instances to switch, and for those of an older version to be upgraded. */
const usualGraceMs = 600_000;

/** Runs a projection until it is stopped: goes on where it was, fills a new version or epoch beside the old one and switches, as soon as another instance has too. */
export const runProjection = async <State, Opened = undefined>(options: RunOptions<State, Opened>): Promise<RunningProjection> => {
  const { projection, models, logger } = options;
  const { name, version, sources } = projection;
  const listeners = new Set<(ids: readonly string[]) => void>();
  const ended = new AbortController();
  /** Of look-ups, whichever filling serves them meanwhile. */
  const { check, wait } = conditions();
  const tell = (ids: readonly string[]): void => {
    check();
    for (const listener of listeners) listener(ids);
  };
  const open = (generation: number): Promise<Collection> => models.open(declarationOf(projection, generation));
  const start = (target: Collection, heardBefore?: Checkpoints): Promise<Filling> => {
    const moved = (ids: readonly string[]): void => {
      if (target === serving.collection) tell(ids);
    };
    return fill(target, options, { moved, epochChanged: (filling) => void refill(filling) }, heardBefore);
  };

  const found = await findGenerations(models, name, version);
  const isOurs = found.active !== undefined && versionOf(found.active) === version;
  // A rebuild that was interrupted starts over; a first filling goes on.
  const first = isOurs ? found.active : (found.newest ?? nextGeneration(found.all, version));
  /** An older version goes on serving, standing still, until the new one has caught up. */
  let frozen: Collection | undefined = found.active !== undefined && !isOurs ? await open(found.active) : undefined;
  let serving: Filling;
  let next: Filling | undefined;
  let rebuilding: Promise<Rebuilt> | undefined;
  const atWork = new Set<Promise<void>>();
  const inBackground = (work: Promise<void>): void => {
    const done = work
      .catch((error: unknown) => {
        logger.error('a read model was not switched', { projection: name, reason: error instanceof Error ? error.name : 'Error' });
      })
      .finally(() => atWork.delete(done));
    atWork.add(done);
  };

  const onMoved: RunningProjection['onMoved'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const collection = (): Collection => frozen ?? serving.collection;
  /** Never what is newer than the one in use: another instance may be filling it. */
  const dropOlder = async (known: readonly number[]): Promise<void> => {
    const active = await models.active(name);
    const kept = new Set([collection(), serving.collection, next?.collection].map((one) => one?.declaration.version));
    for (const old of known) if (active !== undefined && old < active && !kept.has(old)) await models.drop(name, old);
  };
  /** Who reads these elsewhere, in another thread or instance, is given time to switch. */
  const retireOlder = async (known: readonly number[]): Promise<void> => {
    tell([]);
    await sleep(options.graceMs ?? usualGraceMs, undefined, { signal: ended.signal }).catch(() => undefined);
    if (!ended.signal.aborted) await dropOlder(known);
  };
  const reachHead = async (filling: Filling, signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted && filling.progress.headAt() === undefined) await sleep(lookMs);
    return !signal.aborted;
  };
  const activateFirst = async (): Promise<void> => {
    const filling = serving;
    if (!(await reachHead(filling, ended.signal)) || filling !== serving) return;
    const active = await models.active(name);
    // Where there is one of this version already, another instance may have switched on since this one began.
    if (active === undefined || versionOf(active) !== version) await models.activate(name, filling.collection.declaration.version);
    frozen = undefined;
    await retireOlder(found.all);
  };
  /** Serves as soon as it has caught up and `ready` is through. Interrupted before, or failed, what serves goes on serving. */
  const serveNext = async <T>(filling: Filling, ready: () => Promise<T>): Promise<T> => {
    next = filling;
    let result: T;
    try {
      while (filling === next && !ended.signal.aborted && filling.progress.headAt() === undefined) await sleep(lookMs);
      if (filling !== next || ended.signal.aborted) throw new Error('the rebuild was interrupted');
      result = await ready();
    } catch (error) {
      if (next === filling) next = undefined;
      await filling.stop();
      throw error;
    }
    const old = serving;
    await old.stop();
    // Where the database is away just now, there is no way back any more.
    await reachPositions(filling, old).catch(() => undefined);
    serving = filling;
    frozen = undefined;
    next = undefined;
    tell([]);
    return result;
  };

  const fillBeside = async (): Promise<Rebuilt> => {
    const all = (await models.list()).filter((one) => one.name === name).map((one) => one.version);
    const filling = await start(await open(nextGeneration(all, version)));
    logger.info('a read model is filled beside the present one', { projection: name });
    const compared = await serveNext(filling, async () => {
      const differences = await compareCollections(serving.collection, filling.collection);
      if (differences.differing > 0) logger.error('the read model differed from its rebuild', { projection: name, ...differences });
      await models.activate(name, filling.collection.declaration.version);
      return differences;
    });
    inBackground(retireOlder(all));
    logger.info('a rebuilt read model is in use', { projection: name, ...compared });
    return compared;
  };
  /** Another instance has rebuilt: that collection is kept up to date here too, and then read. */
  const joinRebuilt = async (generation: number): Promise<void> => {
    const filling = await start(await open(generation), serving.heard());
    if (rebuilding) return filling.stop();
    await serveNext(filling, async () => undefined);
    logger.info('a read model that another instance has rebuilt is in use', { projection: name });
  };
  const servingUndisturbed = (): number | undefined => (frozen || next || rebuilding ? undefined : serving.collection.declaration.version);
  /** Nobody who waited for a position may lose it by the switch. Positions of another epoch do not compare. */
  const reachPositions = async (filling: Filling, old: Filling): Promise<void> => {
    const before = await old.collection.checkpoints();
    const now = await filling.collection.checkpoints();
    const passed = () =>
      sources.every((source) => {
        const [was, is] = [before[source], now[source]];
        return !was || was.epoch !== is?.epoch || filling.progress.position(source) >= was.position;
      });
    await filling.progress.wait(passed, 10_000);
  };
  const rebuild = (): Promise<Rebuilt> => {
    rebuilding ??= fillBeside().finally(() => {
      rebuilding = undefined;
    });
    return rebuilding;
  };
  const refill = async (changed: Filling): Promise<void> => {
    logger.warn('the log of a source has a new epoch', { projection: name });
    await changed.stop();
    if (next === changed) next = undefined;
    else if (rebuilding) return;
    await rebuilding?.catch(() => undefined);
    while (!ended.signal.aborted) {
      try {
        await rebuild();
        return;
      } catch (error) {
        logger.warn('a rebuild starts over', { projection: name, reason: error instanceof Error ? error.name : 'Error' });
        await sleep(500);
      }
    }
  };

  serving = await start(await open(first ?? nextGeneration(found.all, version)));
  inBackground(activateFirst());
  inBackground(watchActive({ models, name, version, logger, signal: ended.signal, serving: servingUndisturbed, join: joinRebuilt }));

  return {
    name,
    sources,
    collection,
    waitFor: async (source, position, timeoutMs) =>
      (await wait(() => !frozen && serving.progress.hasPassed(source, position), timeoutMs)) ? 'passed' : 'timeout',
    async waitForDocument(id, source, position, timeoutMs) {
      const done = () => !frozen && (serving.parked.has(id) || serving.progress.hasPassed(source, position));
      const passed = await wait(done, timeoutMs);
      if (passed && serving.parked.has(id)) return 'parked';
      return passed ? 'passed' : 'timeout';
    },
    asOf() {
      const at = frozen ? undefined : serving.progress.headAt();
      return at === undefined ? undefined : new Date(at);
    },
    caughtUp: () => !frozen && serving.progress.headAt() !== undefined,
    position: (source) => (frozen ? 0 : serving.progress.position(source)),
    parked: () => [...serving.parked],
    onApplied: (listener) =>
      onMoved((ids) => {
        if (ids.length > 0) listener(ids);
      }),
    onMoved,
    rebuild,
    async stop() {
      ended.abort();
      await Promise.all([serving.stop(), next?.stop()]);
      await Promise.all(atWork);
      await rebuilding?.catch(() => undefined);
    },
  };
};
