import { JetStreamStrategy } from '@motcua/bus-nats';
import { codecOf, type DossierRated, handouts, type PublicEvent, SubjectKeysHandout, trackingCodec } from '@motcua/contracts';
import { codec, commandHandler } from '@motcua/es';
import { type Projection, type ProjectionNews, type RunningProjection, runProjection, shareProjection } from '@motcua/read-models';
import { type RequestedSubjectKeys, requestedSubjectKeys, type SubjectKeys } from '@motcua/sealing';
import { type Host, type OpenService, operable, operationsModule, type ServiceDefinition } from '@motcua/service-kit';
import { measureProjection } from '@motcua/telemetry';
import { assetAnswer, problemPage } from '@motcua/web';
import type { DynamicModule } from '@nestjs/common';
import { embeddedAdapters, type OpenAdapters, type TrackingAdapters } from './adapters/open-adapters.ts';
import { type TrackingUseCases, trackingUseCases } from './application/index.ts';
import { openEvents, takeIn } from './application/open-events.ts';
import { wrongAnswers } from './application/wrong-answers.ts';
import { TrackingConfig } from './config.ts';
import { publicLog } from './domain/public-log/public-log.decider.ts';
import { rating } from './domain/rating/rating.decider.ts';
import { FeedController } from './http/feed.controller.ts';
import { RatingsController } from './http/ratings.controller.ts';
import { instant } from './http/read-headers.ts';
import { SETTINGS, type TrackingSettings, USE_CASES } from './http/tracking.tokens.ts';
import { countStreams, lookUpModule, lookUpSettings } from './look-ups.module.ts';
import { toPublicMessage } from './messaging/public.publisher.ts';
import { PublicLogSubscriber } from './messaging/public-log.subscriber.ts';
import { nameBook, type Opened, statusProjection, type TrackingState } from './projections/status/index.ts';

/** Neighbours may hear a minute later while the machine is full of what citizens wait for, or this thread of statuses. */
const patience = { ms: 60_000, sharesThread: true };
/** So many dossiers at once: their entries in the public log share a transaction. */
const concurrency = 32;
/** Neighbours do not sit waiting: what comes in a quarter of a second is taken together. */
const gatherMs = 250;

/** The projection, with the published names it already knows from its own collection. */
const runStatuses = async ({ models, bus }: TrackingAdapters, keys: RequestedSubjectKeys, { logger }: Host): Promise<RunningProjection> => {
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
  let cursor: string | undefined;
  do {
    const page = await projection.collection().find({ index: 'kind', where: { names: 1 }, limit: 100, ...(cursor ? { cursor } : {}) });
    for (const { state } of page.items) {
      const parsed = JSON.parse(state) as TrackingState;
      if (parsed.kind === 'names') for (const version of parsed.versions) names.take(version.position, version.names);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  loaded.resolve();
  return projection;
};

const httpModule = (
  useCases: TrackingUseCases,
  settings: TrackingSettings,
  { bus }: TrackingAdapters,
  projection: RunningProjection,
): DynamicModule => {
  class TrackingModule {}
  return {
    module: TrackingModule,
    imports: [
      lookUpModule(useCases, settings),
      operationsModule({ service: 'tracking', parked: bus.parked(), projections: [operable(projection, 'workflow')] }),
    ],
    controllers: [RatingsController, FeedController, PublicLogSubscriber],
    providers: [
      { provide: USE_CASES, useValue: useCases },
      { provide: SETTINGS, useValue: settings },
    ],
  };
};

type Tell = (news: ProjectionNews) => void;

/** The only place where a port of this service meets an adapter. */
const open = async (config: TrackingConfig, host: Host, openAdapters: OpenAdapters, tell?: Tell): Promise<OpenService> => {
  const adapters = await openAdapters(config, host);
  const { store, models, checkpoints, bus } = adapters;
  const province = config.MOTCUA_PROVINCE;
  const draining = new AbortController();
  const keys = requestedSubjectKeys((subject, payload) => bus.request(subject, payload, { timeoutMs: 3_000 }));
  await bus.hear(handouts.subjectKeys, (told) => keys.take(SubjectKeysHandout.parse(told).keys));
  const projection = await runStatuses(adapters, keys, host);
  measureProjection(projection, host.metrics);
  const useCases = trackingUseCases({
    statuses: projection,
    store,
    ratings: commandHandler({ store, codec: codec<DossierRated>(trackingCodec), decider: rating, cacheSize: 100 }),
    log: commandHandler({ store, codec: codec<PublicEvent>(trackingCodec), decider: publicLog, cacheSize: 1_000 }),
    keys,
    wrong: wrongAnswers(),
    now: () => instant(Date.now()),
  });
  const settings = lookUpSettings(config, host, draining.signal);
  const endTelling = tell && shareProjection(projection, statusProjection(), tell);
  const strategy = new JetStreamStrategy({
    bus,
    service: 'tracking',
    checkpoints,
    store,
    reactors: { workflow: { patience, concurrency, gatherMs } },
  });
  countStreams(host, useCases);
  return {
    module: httpModule(useCases, settings, adapters, projection),
    strategies: [strategy],
    pageProblem: problemPage,
    asset: assetAnswer,
    start: async () => {
      await bus.relayPublic(store, { province, toPublic: toPublicMessage(province) });
    },
    readiness: async () => [
      { name: projection.name, ready: projection.caughtUp() },
      // Nearly all that it answers is a look-up: another instance, whose read models answer, is to be asked instead.
      { name: 'read models', ready: projection.answers() },
      { name: 'reactors', ready: strategy.reactors().length === 2 },
    ],
    drain: async () => {
      draining.abort();
      await strategy.close();
    },
    stop: async () => {
      endTelling?.();
      useCases.watch.end();
      useCases.status.end();
      await projection.stop();
      await bus.close();
      checkpoints.close?.();
      await models.close();
      await store.close();
    },
  };
};

/** The service over any adapters: the embedded ones, or memory in tests. */
export const trackingServiceWith = (openAdapters: OpenAdapters, tell?: Tell): ServiceDefinition<TrackingConfig> => ({
  name: 'tracking',
  config: TrackingConfig,
  open: (config, host) => open(config, host, openAdapters, tell),
});

export const trackingService = trackingServiceWith(embeddedAdapters);

/** The service, telling how far its statuses are to look-ups in another thread. */
export const trackingServiceTelling = (tell: Tell): ServiceDefinition<TrackingConfig> => trackingServiceWith(embeddedAdapters, tell);

/** The fold of statuses over any logs, beginning with none: what `verify` compares the stored ones with. */
export const statusesFrom = (keys: SubjectKeys): Projection<TrackingState, Opened> => statusProjection(openEvents(keys, nameBook()));
