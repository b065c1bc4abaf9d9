import { setTimeout as sleep } from 'node:timers/promises';
import { compareCollections } from './compare-collections.ts';
import { type Filling, fill } from './filling.ts';
import { findGenerations, nextGeneration, versionOf } from './generations.ts';
import { declarationOf } from './held-document.ts';
import type { Collection } from './read-models.ts';
import type { Rebuilt, RunningProjection, RunOptions } from './running-projection.ts';

/** How often a filling beside the serving one is asked whether it has caught up. */
const lookMs = 50;

/** Runs a projection until it is stopped: goes on where it was, fills a new version or epoch beside the old one and switches. */
export const runProjection = async <State, Opened = undefined>(options: RunOptions<State, Opened>): Promise<RunningProjection> => {
  const { projection, models, logger } = options;
  const { name, version, sources } = projection;
  const listeners = new Set<(ids: readonly string[]) => void>();
  const ended = new AbortController();
  const tell = (ids: readonly string[]): void => {
    for (const listener of listeners) listener(ids);
  };
  const open = (generation: number): Promise<Collection> => models.open(declarationOf(projection, generation));
  const start = (target: Collection): Promise<Filling> =>
    fill(target, options, {
      moved(ids) {
        if (target === serving.collection) tell(ids);
      },
      epochChanged: (filling) => void refill(filling),
    });

  const found = await findGenerations(models, name, version);
  const isOurs = found.active !== undefined && versionOf(found.active) === version;
  // A rebuild that was interrupted starts over; a first filling goes on.
  const first = isOurs ? found.active : (found.newest ?? nextGeneration(found.all, version));
  /** An older version goes on serving, standing still, until the new one has caught up. */
  let frozen: Collection | undefined = found.active !== undefined && !isOurs ? await open(found.active) : undefined;
  let serving: Filling;
  let next: Filling | undefined;
  let rebuilding: Promise<Rebuilt> | undefined;

  const onMoved: RunningProjection['onMoved'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const collection = (): Collection => frozen ?? serving.collection;
  const dropOthers = async (): Promise<void> => {
    const kept = new Set([collection(), serving.collection, next?.collection].map((one) => one?.declaration.version));
    for (const { name: other, version: stored } of await models.list())
      if (other === name && !kept.has(stored)) await models.drop(name, stored);
  };
  /** Who mirrors this projection hears of the switch before what he reads is taken away. */
  const retireOthers = async (): Promise<void> => {
    tell([]);
    await sleep(options.graceMs ?? 0, undefined, { signal: ended.signal }).catch(() => undefined);
    await dropOthers();
  };
  const reachHead = async (filling: Filling, signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted && filling.progress.headAt() === undefined) await sleep(lookMs);
    return !signal.aborted;
  };
  const activateFirst = async (): Promise<void> => {
    const filling = serving;
    if (!(await reachHead(filling, ended.signal)) || filling !== serving) return;
    await models.activate(name, filling.collection.declaration.version);
    frozen = undefined;
    await retireOthers();
  };

  const fillBeside = async (): Promise<Rebuilt> => {
    const old = serving;
    const all = (await models.list()).filter((one) => one.name === name).map((one) => one.version);
    const filling = await start(await open(nextGeneration(all, version)));
    next = filling;
    logger.info('a read model is filled beside the present one', { projection: name });
    while (filling === next && !ended.signal.aborted && filling.progress.headAt() === undefined) await sleep(lookMs);
    if (filling !== next || ended.signal.aborted) throw new Error('the rebuild was interrupted');
    const compared = await compareCollections(old.collection, filling.collection);
    if (compared.differing > 0) logger.error('the read model differed from its rebuild', { projection: name, ...compared });
    await old.stop();
    await reachPositions(filling, old);
    await models.activate(name, filling.collection.declaration.version);
    serving = filling;
    frozen = undefined;
    next = undefined;
    await retireOthers();
    logger.info('a rebuilt read model is in use', { projection: name, ...compared });
    return compared;
  };
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
  const activating = activateFirst().catch((error: unknown) =>
    logger.error('a read model was not activated', { projection: name, reason: error instanceof Error ? error.name : 'Error' }),
  );

  return {
    name,
    sources,
    collection,
    waitFor: async (source, position, timeoutMs) =>
      (await serving.progress.wait(() => !frozen && serving.progress.hasPassed(source, position), timeoutMs)) ? 'passed' : 'timeout',
    async waitForDocument(id, source, position, timeoutMs) {
      const done = () => !frozen && (serving.parked.has(id) || serving.progress.hasPassed(source, position));
      const passed = await serving.progress.wait(done, timeoutMs);
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
      await activating;
      await rebuilding?.catch(() => undefined);
    },
  };
};
