import { conditions } from './conditions.ts';
import { declarationOf } from './held-document.ts';
import type { Projection } from './projection.ts';
import type { Collection, ReadModels } from './read-models.ts';
import type { Positions, RunningProjection } from './running-projection.ts';

/** How far a projection is, as plain data: what crosses from the thread that folds to the one that looks up. */
export interface ProjectionNews {
  /** The collection that look-ups read. */
  readonly version: number;
  /** Of that collection. */
  readonly positions: Positions;
  /** Ms since 1970, see `RunningProjection.asOf`. */
  readonly asOf?: number;
  readonly caughtUp: boolean;
  readonly parked: readonly string[];
  /** Documents that changed. */
  readonly applied: readonly string[];
}

/** Tells how far a projection is, at once and after each commit. Answers how to end it. */
export const shareProjection = (
  running: RunningProjection,
  { sources }: Pick<Projection<unknown, unknown>, 'sources'>,
  post: (news: ProjectionNews) => void,
): (() => void) => {
  const tell = (applied: readonly string[]): void => {
    const asOf = running.asOf();
    post({
      version: running.collection().declaration.version,
      positions: Object.fromEntries(sources.map((source) => [source, running.position(source)])),
      ...(asOf === undefined ? {} : { asOf: asOf.getTime() }),
      caughtUp: running.caughtUp(),
      parked: running.parked(),
      applied,
    });
  };
  tell([]);
  return running.onMoved(tell);
};

/** What look-ups need of a projection. */
export type LookedUpProjection = Pick<
  RunningProjection,
  'name' | 'collection' | 'waitFor' | 'waitForDocument' | 'asOf' | 'caughtUp' | 'position' | 'parked' | 'onApplied'
>;

export interface MirroredProjection extends LookedUpProjection {
  /** Takes in what `shareProjection` posted, in its order. */
  hear(news: ProjectionNews): Promise<void>;
}

/** A projection that is folded elsewhere, for look-ups here: reads the same collections and knows how far they are by what it hears. */
export const mirrorProjection = async <State, Opened>(
  projection: Projection<State, Opened>,
  models: Pick<ReadModels, 'open'>,
  first: ProjectionNews,
): Promise<MirroredProjection> => {
  const { name, sources } = projection;
  const open = (version: number): Promise<Collection> => models.open(declarationOf(projection, version));
  const listeners = new Set<(ids: readonly string[]) => void>();
  const { check, wait } = conditions();
  let collection = await open(first.version);
  let news = first;
  let parked = new Set(first.parked);
  let hearing: Promise<void> = Promise.resolve();

  const position = (source: string): number => news.positions[source] ?? 0;
  const hasPassed = (source: string, wanted: number): boolean => !sources.some((own) => own === source) || position(source) >= wanted;
  const takeIn = (heard: ProjectionNews): void => {
    news = heard;
    parked = new Set(heard.parked);
    check();
    if (heard.applied.length > 0) for (const listener of listeners) listener(heard.applied);
  };
  const switchTo = async (heard: ProjectionNews): Promise<void> => {
    collection = await open(heard.version);
    takeIn(heard);
  };

  return {
    name,
    collection: () => collection,
    hear(heard) {
      if (heard.version === collection.declaration.version) takeIn(heard);
      // One that failed is tried again with the next news, which is of that version too.
      else hearing = hearing.catch(() => undefined).then(() => switchTo(heard));
      return hearing;
    },
    waitFor: async (source, wanted, timeoutMs) => ((await wait(() => hasPassed(source, wanted), timeoutMs)) ? 'passed' : 'timeout'),
    async waitForDocument(id, source, wanted, timeoutMs) {
      const passed = await wait(() => parked.has(id) || hasPassed(source, wanted), timeoutMs);
      if (passed && parked.has(id)) return 'parked';
      return passed ? 'passed' : 'timeout';
    },
    asOf: () => (news.asOf === undefined ? undefined : new Date(news.asOf)),
    caughtUp: () => news.caughtUp,
    position,
    parked: () => [...parked],
    onApplied(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
