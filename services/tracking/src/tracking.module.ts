import { JetStreamStrategy } from '@motcua/bus-nats/nest';
import { type DossierRated, type PublicEvent, trackingCodec } from '@motcua/contracts';
import { codec, commandHandler, instantOf } from '@motcua/es';
import type { LookedUpProjection, ReadModels, Rebuilt, Refilling } from '@motcua/read-models';
import type { RequestedSubjectKeys } from '@motcua/sealing';
import { type Host, type OpenService, operable, operationsModule, type ReadinessCheck, type ServiceDefinition } from '@motcua/service-kit';
import { assetAnswer, problemPage } from '@motcua/web';
import type { DynamicModule } from '@nestjs/common';
import {
  adaptersBesideStatuses,
  embeddedAdapters,
  type LookedUpModels,
  type OpenAdapters,
  type TrackingAdapters,
} from './adapters/open-adapters.ts';
import { type TrackingUseCases, trackingUseCases } from './application/index.ts';
import { wrongAnswers } from './application/wrong-answers.ts';
import { TrackingConfig } from './config.ts';
import { publicLog } from './domain/public-log/public-log.decider.ts';
import { rating } from './domain/rating/rating.decider.ts';
import { FeedController } from './http/feed.controller.ts';
import { RatingsController } from './http/ratings.controller.ts';
import { SETTINGS, type TrackingSettings, USE_CASES } from './http/tracking.tokens.ts';
import { countStreams, lookUpModule, lookUpSettings, mirrorStatuses, type SharedStatuses } from './look-ups.module.ts';
import { toPublicMessage } from './messaging/public.publisher.ts';
import { PublicLogSubscriber } from './messaging/public-log.subscriber.ts';
import { foldStatuses, keysOver, type OpenStatuses, readinessOf } from './statuses.module.ts';

/** Neighbours may hear a minute and a half later while the machine is full of what citizens wait for, or this thread of statuses. */
const patienceMs = 90_000;
/** So many dossiers at once: their entries in the public log share a transaction. */
const concurrency = 64;
/** Neighbours do not sit waiting: what comes in a quarter of a second is taken together. */
const gatherMs = 250;

/** The statuses as another thread folds them, in the hands of who operates the service. */
export interface OperableStatuses extends SharedStatuses, Pick<OpenStatuses, 'rebuild' | 'rebuilding'> {
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** What that thread measures, as Prometheus text. */
  metrics(): Promise<string>;
}

/** The statuses as the rest of the service has them: folded here, or elsewhere. */
interface Statuses {
  readonly projection: LookedUpProjection;
  readonly areFoldedHere: boolean;
  rebuild(): Promise<Rebuilt>;
  rebuilding(): Promise<Refilling | undefined>;
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** Of the thread that folds them, where that is another. */
  readonly metrics?: () => Promise<string>;
  stop(): Promise<void>;
}

type OpenStatusesOf<Models extends LookedUpModels> = (
  adapters: TrackingAdapters<Models>,
  keys: RequestedSubjectKeys,
  host: Host,
) => Promise<Statuses>;

const statusesHere: OpenStatusesOf<ReadModels> = async (adapters, keys, host) => {
  const projection = await foldStatuses(adapters, keys, host);
  const readiness = readinessOf(projection, adapters.bus);
  return {
    projection,
    areFoldedHere: true,
    rebuild: () => projection.rebuild(),
    rebuilding: async () => projection.rebuilding(),
    readiness: async () => readiness(),
    stop: () => projection.stop(),
  };
};

const statusesElsewhere =
  (shared: OperableStatuses): OpenStatusesOf<LookedUpModels> =>
  async ({ models }, keys, host) => {
    const { projection, stop: endHearing } = await mirrorStatuses(shared, models, host);
    // An erasure changes the document. It is folded elsewhere, and the key kept here for a rating goes with it.
    const endForgetting = projection.onApplied((ids) => keys.forget(ids));
    const stop = async (): Promise<void> => {
      endForgetting();
      endHearing();
    };
    return { ...shared, projection, areFoldedHere: false, stop };
  };

const httpModule = (
  useCases: TrackingUseCases,
  settings: TrackingSettings,
  bus: TrackingAdapters['bus'],
  { projection, rebuild, rebuilding }: Statuses,
): DynamicModule => {
  class TrackingModule {}
  return {
    module: TrackingModule,
    imports: [
      lookUpModule(useCases, settings),
      operationsModule({
        service: 'tracking',
        parked: bus.parked(),
        projections: [operable({ ...projection, rebuild, rebuilding }, 'workflow')],
      }),
    ],
    controllers: [RatingsController, FeedController, PublicLogSubscriber],
    providers: [
      { provide: USE_CASES, useValue: useCases },
      { provide: SETTINGS, useValue: settings },
    ],
  };
};

/** The only place where a port of this service meets an adapter. */
const openWith =
  <Models extends LookedUpModels>(openAdapters: OpenAdapters<Models>, openStatuses: OpenStatusesOf<Models>) =>
  async (config: TrackingConfig, host: Host): Promise<OpenService> => {
    const adapters = await openAdapters(config, host);
    const { store, models, checkpoints, bus } = adapters;
    const province = config.MOTCUA_PROVINCE;
    const draining = new AbortController();
    const keys = keysOver(bus);
    const statuses = await openStatuses(adapters, keys, host);
    const useCases = trackingUseCases({
      province,
      statuses: statuses.projection,
      store,
      ratings: commandHandler({ store, codec: codec<DossierRated>(trackingCodec), decider: rating, cacheSize: 100 }),
      log: commandHandler({ store, codec: codec<PublicEvent>(trackingCodec), decider: publicLog, cacheSize: 1_000 }),
      keys,
      wrong: wrongAnswers(),
      now: () => instantOf(Date.now()),
    });
    const patience = { ms: patienceMs, sharesThread: statuses.areFoldedHere };
    const strategy = new JetStreamStrategy({
      bus,
      service: 'tracking',
      checkpoints,
      store,
      reactors: { workflow: { patience, concurrency, gatherMs } },
    });
    countStreams(host, useCases);
    return {
      module: httpModule(useCases, lookUpSettings(config, host, draining.signal), bus, statuses),
      strategies: [strategy],
      pageProblem: problemPage,
      asset: assetAnswer,
      ...(statuses.metrics ? { metrics: statuses.metrics } : {}),
      start: async () => {
        await bus.relayPublic(store, { province, toPublic: toPublicMessage(province) });
      },
      readiness: async () => [...(await statuses.readiness()), { name: 'reactors', ready: strategy.reactors().length === 2 }],
      drain: async () => {
        draining.abort();
        await strategy.close();
      },
      stop: async () => {
        useCases.watch.end();
        useCases.status.end();
        useCases.calendars.end();
        useCases.counters.end();
        await statuses.stop();
        await bus.close();
        checkpoints.close?.();
        await models.close();
        await store.close();
      },
    };
  };

/** The service over any adapters: the embedded ones, or memory in tests. */
export const trackingServiceWith = (openAdapters: OpenAdapters): ServiceDefinition<TrackingConfig> => ({
  name: 'tracking',
  config: TrackingConfig,
  open: openWith(openAdapters, statusesHere),
});

export const trackingService = trackingServiceWith(embeddedAdapters);

/** The service beside another thread that folds the statuses: public log, feed and ratings, for which nobody sits waiting. */
export const trackingBeside = (shared: OperableStatuses): ServiceDefinition<TrackingConfig> => ({
  name: 'tracking',
  config: TrackingConfig,
  follows: true,
  open: openWith(adaptersBesideStatuses(shared.first), statusesElsewhere(shared)),
});
