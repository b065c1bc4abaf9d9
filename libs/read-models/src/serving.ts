import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '@motcua/contracts';
import { conditions } from './conditions.ts';
import { RebuildInterrupted } from './errors.ts';
import type { Filling } from './filling.ts';
import type { Collection } from './read-models.ts';

/** How often a filling is asked whether it has caught up. */
const lookMs = 50;

type Listener = (ids: readonly string[]) => void;

/** What look-ups read here, and what is to take its place. */
export interface Serving {
  /** What look-ups read: the present filling's, or that of an older version. */
  readonly collection: Collection;
  readonly present: Filling;
  /** The present filling as far as look-ups read it: undefined while an older version, standing still, serves in its place. */
  readonly live: Filling | undefined;
  /** True where the collection of this generation serves, or is to. */
  uses(generation: number): boolean;
  /** To be told of every write to any filling's collection; listeners hear of those to the present one. */
  moved(written: Collection, ids: readonly string[]): void;
  /** Called after each write and each switch; answers how to end it. */
  onMoved(listener: Listener): () => void;
  /** Resolves true when `done` says so after a write or a switch, whichever filling serves meanwhile; false after `timeoutMs`. */
  wait(done: () => boolean, timeoutMs: number): Promise<boolean>;
  /** Ends the service of an older version as soon as the present filling has caught up and `ready` is through, unless another one has taken its place before. */
  endOlder(ready: () => Promise<void>): Promise<void>;
  /** The filling serves as soon as it has caught up and `ready` is through. Throws where it was interrupted or `ready` failed: what serves goes on serving. */
  switchTo<T>(filling: Filling, ready: () => Promise<T>): Promise<T>;
  /** Interrupts the switch to this filling; false where there is none. */
  interrupt(filling: Filling): boolean;
  stop(): Promise<void>;
}

export interface ServingOptions {
  /** The collection of an older version that goes on serving, standing still, until the first filling has caught up. */
  readonly older: Collection | undefined;
  readonly sources: readonly ServiceName[];
  /** Interrupts every switch. */
  readonly signal: AbortSignal;
}

/** False where it was no longer wanted before. */
const reachHead = async (filling: Filling, wanted: () => boolean): Promise<boolean> => {
  while (wanted() && filling.progress.headAt() === undefined) await sleep(lookMs);
  return wanted();
};

/** Nobody who was told of a position may lose it by the switch. Positions of another epoch do not compare. */
const reachPositions = async (filling: Filling, old: Filling, { sources, signal }: ServingOptions): Promise<void> => {
  const [before, now] = [old.heard(), filling.heard()];
  const passed = () =>
    sources.every((source) => {
      const [was, is] = [before[source], now[source]];
      return (was && is && was.epoch !== is.epoch) || filling.progress.position(source) >= old.progress.position(source);
    });
  await filling.progress.wait(passed, 10_000, signal);
};

/** Begins with the first filling, which takes the place of `older` where there is one. */
export const serve = (first: Filling, options: ServingOptions): Serving => {
  const { older, signal } = options;
  let present = first;
  let frozen = older;
  let next: Filling | undefined;
  const listeners = new Set<Listener>();
  const { check, wait } = conditions();
  const tell = (ids: readonly string[]): void => {
    check();
    for (const listener of listeners) listener(ids);
  };
  const interrupt = (filling: Filling): boolean => {
    if (next !== filling) return false;
    next = undefined;
    return true;
  };
  const prepare = async <T>(filling: Filling, ready: () => Promise<T>): Promise<T> => {
    next = filling;
    try {
      if (!(await reachHead(filling, () => filling === next && !signal.aborted))) throw new RebuildInterrupted();
      return await ready();
    } catch (error) {
      interrupt(filling);
      await filling.stop();
      throw error;
    }
  };

  return {
    get collection() {
      return frozen ?? present.collection;
    },
    get present() {
      return present;
    },
    get live() {
      return frozen ? undefined : present;
    },
    uses: (generation) => [frozen, present.collection, next?.collection].some((one) => one?.declaration.version === generation),
    moved(written, ids) {
      if (written === present.collection) tell(ids);
    },
    onMoved(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    wait,
    async endOlder(ready) {
      const filling = present;
      if (!(await reachHead(filling, () => filling === present && !signal.aborted))) return;
      await ready();
      frozen = undefined;
      tell([]);
    },
    async switchTo(filling, ready) {
      const result = await prepare(filling, ready);
      const old = present;
      await old.stop();
      await reachPositions(filling, old, options);
      if (present !== old) {
        await filling.stop();
        throw new RebuildInterrupted(); // another switch was faster
      }
      present = filling;
      frozen = undefined;
      interrupt(filling);
      tell([]);
      // Stopped meanwhile: it was neither the present nor the next one then.
      if (signal.aborted) await filling.stop();
      return result;
    },
    interrupt,
    async stop() {
      await Promise.all([present.stop(), next?.stop()]);
    },
  };
};
