import { codecOf, handouts, SubjectKeysHandout } from '@motcua/contracts';
import {
  type Projection,
  type ProjectionNews,
  type Rebuilt,
  type Refilling,
  type RunningProjection,
  runProjection,
  shareProjection,
} from '@motcua/read-models';
import { type RequestedSubjectKeys, requestedSubjectKeys, type SubjectKeys } from '@motcua/sealing';
import type { Host, ReadinessCheck } from '@motcua/service-kit/host';
import { measureProjection } from '@motcua/telemetry';
import { statusAdapters, type TrackingAdapters } from './adapters/open-adapters.ts';
import { openEvents, takeIn } from './application/open-events.ts';
import type { TrackingConfig } from './config.ts';
import { nameBook, type Opened, published, statusProjection, type TrackingState } from './projections/status/index.ts';

/** The dossiers' keys, as intake tells them and is asked for them. */
export const keysOver = (bus: TrackingAdapters['bus']): RequestedSubjectKeys =>
  requestedSubjectKeys((subject, payload) => bus.request(subject, payload, { timeoutMs: 3_000 }));

/** The projection, with the published names it has folded already: those of what it fills itself, since an older version that serves meanwhile wrote them in another shape. */
const runStatuses = async (
  { models, bus }: Pick<TrackingAdapters, 'models' | 'bus'>,
  keys: RequestedSubjectKeys,
  { logger }: Host,
): Promise<RunningProjection> => {
  const names = nameBook();
  const open = openEvents(keys, names);
  const loaded = Promise.withResolvers<void>();
  const projection = await runProjection<TrackingState, Opened>({
    projection: statusProjection(
      async (events) => {
        await loaded.promise;
        return open(events);
      },
      takeIn(keys, names),
    ),
    models,
    bus,
    codecs: codecOf,
    logger,
  });
  const filled = projection.filled();
  let cursor: string | undefined;
  do {
    const page = await filled.find({ index: 'kind', where: { names: published.names }, limit: 100, ...(cursor ? { cursor } : {}) });
    for (const { state } of page.items) {
      const parsed = JSON.parse(state) as TrackingState;
      if (parsed.kind === 'names') for (const version of parsed.versions) names.take(version.position, version.names);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  loaded.resolve();
  return projection;
};

/** Folds the statuses: keys that intake hands out are taken as they come, and how far it is is measured. */
export const foldStatuses = async (
  adapters: Pick<TrackingAdapters, 'models' | 'bus'>,
  keys: RequestedSubjectKeys,
  host: Host,
): Promise<RunningProjection> => {
  await adapters.bus.hear(handouts.subjectKeys, (told) => keys.take(SubjectKeysHandout.parse(told).keys));
  const projection = await runStatuses(adapters, keys, host);
  measureProjection(projection, host.metrics);
  return projection;
};

/** How long (ms) the bus has to be away before an instance answers from what an earlier start has filled. */
const busPatienceMs = 10_000;

/**
 * Nearly all that tracking answers is a look-up. Another instance is to be asked instead of one that has not caught up, or whose read models do not answer.
 * Where the bus is away nobody catches up: then a model that was whole once answers, as old as it is, and not every instance says that it cannot.
 */
export const readinessOf = (
  projection: Pick<RunningProjection, 'name' | 'caughtUp' | 'servedBefore' | 'answers'>,
  bus: Pick<TrackingAdapters['bus'], 'isConnected'>,
  now = () => performance.now(),
): (() => readonly ReadinessCheck[]) => {
  let connectedAt = now();
  // For good: the moment the bus is back is none to send everybody away.
  let may = false;
  return () => {
    if (bus.isConnected()) connectedAt = now();
    may ||= projection.caughtUp() || (projection.servedBefore && now() - connectedAt > busPatienceMs);
    return [
      { name: projection.name, ready: may },
      { name: 'read models', ready: projection.answers() },
    ];
  };
};

/** The statuses alone, folded. */
export interface OpenStatuses {
  readiness(): readonly ReadinessCheck[];
  rebuild(): Promise<Rebuilt>;
  /** See `RunningProjection.rebuilding`. */
  rebuilding(): Promise<Refilling | undefined>;
  stop(): Promise<void>;
}

/** Folds the statuses in a thread that does nothing else: without HTTP and without Nest. `tell` hears how far they are, at once and after each commit. */
export const openStatuses = async (config: TrackingConfig, host: Host, tell: (news: ProjectionNews) => void): Promise<OpenStatuses> => {
  const adapters = await statusAdapters(config, host);
  const { store, models, bus } = adapters;
  const projection = await foldStatuses(adapters, keysOver(bus), host);
  const endTelling = shareProjection(projection, statusProjection(), tell);
  return {
    readiness: readinessOf(projection, bus),
    rebuild: () => projection.rebuild(),
    rebuilding: async () => projection.rebuilding(),
    stop: async () => {
      endTelling();
      // A fold that asks for keys is not kept waiting for them by an intake that has gone already.
      const ending = projection.stop();
      await bus.close();
      await ending;
      await models.close();
      await store.close();
    },
  };
};

/** The fold of statuses over any logs, beginning with none: what `verify` compares the stored ones with. */
export const statusesFrom = (keys: SubjectKeys): Projection<TrackingState, Opened> => statusProjection(openEvents(keys, nameBook()));
