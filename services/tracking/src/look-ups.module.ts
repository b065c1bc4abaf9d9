import { openLookUps } from '@motcua/engines';
import { type MirroredProjection, mirrorProjection, type ProjectionNews, type ReadModels } from '@motcua/read-models';
import { failureFields, type Host, type OpenService, type ServiceDefinition } from '@motcua/service-kit';
import { assetAnswer, problemPage } from '@motcua/web';
import type { DynamicModule } from '@nestjs/common';
import { type LookUpUseCases, lookUpUseCases } from './application/index.ts';
import { wrongAnswers } from './application/wrong-answers.ts';
import { TrackingConfig } from './config.ts';
import { TrackingPages, trackingPages } from './http/pages/index.ts';
import { pagesOver } from './http/pages-adapter.ts';
import { StatusController } from './http/status.controller.ts';
import { SETTINGS, type TrackingSettings, USE_CASES } from './http/tracking.tokens.ts';
import { statusProjection } from './projections/status/index.ts';

export const lookUpSettings = (config: TrackingConfig, { publicUrl }: Host, draining: AbortSignal): TrackingSettings => ({
  province: config.MOTCUA_PROVINCE,
  publicUrl,
  maxStreams: config.MOTCUA_TRACKING_STREAMS,
  heartbeatMs: config.MOTCUA_TRACKING_HEARTBEAT_MS,
  draining,
});

export const countStreams = ({ metrics }: Host, { watch }: Pick<LookUpUseCases, 'watch'>): void =>
  metrics.gauge('motcua_tracking_streams', 'Open event streams of statuses', () => watch.count());

/** Status by token and by code, and their pages. */
export const lookUpModule = (useCases: LookUpUseCases, settings: TrackingSettings): DynamicModule => {
  class LookUpModule {}
  return {
    module: LookUpModule,
    controllers: [StatusController, ...trackingPages],
    providers: [
      { provide: USE_CASES, useValue: useCases },
      { provide: SETTINGS, useValue: settings },
      { provide: TrackingPages, useValue: pagesOver(useCases) },
    ],
  };
};

/** The statuses as another thread folds them: what it told first, and how to hear more (answers how to end it). */
export interface SharedStatuses {
  readonly first: Promise<ProjectionNews>;
  listen(hear: (news: ProjectionNews) => void): () => void;
}

/** The statuses of another thread for look-ups in this one. Rejects where that thread could not start. */
export const mirrorStatuses = async (
  shared: SharedStatuses,
  models: Pick<ReadModels, 'open'>,
  { logger }: Pick<Host, 'logger'>,
): Promise<{ readonly projection: MirroredProjection; readonly stop: () => void }> => {
  const projection = await mirrorProjection(statusProjection(), models, await shared.first);
  const stop = shared.listen((news) => {
    projection.hear(news).catch((error: unknown) => logger.error('a switched read model does not open', failureFields(error)));
  });
  return { projection, stop };
};

const open = async (config: TrackingConfig, host: Host, shared: SharedStatuses): Promise<OpenService> => {
  // The file is there once the other thread has opened it.
  await shared.first;
  const models = await openLookUps(config, 'tracking');
  const { projection: statuses, stop: endListening } = await mirrorStatuses(shared, models, host);
  const useCases = lookUpUseCases({ statuses, wrong: wrongAnswers(), province: config.MOTCUA_PROVINCE });
  const draining = new AbortController();
  countStreams(host, useCases);
  return {
    module: lookUpModule(useCases, lookUpSettings(config, host, draining.signal)),
    strategies: [],
    pageProblem: problemPage,
    asset: assetAnswer,
    start: async () => undefined,
    readiness: async () => [{ name: statuses.name, ready: statuses.caughtUp() }],
    drain: async () => draining.abort(),
    stop: async () => {
      endListening();
      useCases.watch.end();
      useCases.status.end();
      useCases.calendars.end();
      useCases.counters.end();
      await models.close();
    },
  };
};

/** The look-ups of tracking alone, beside a thread that folds the statuses. */
export const lookUps = (shared: SharedStatuses): ServiceDefinition<TrackingConfig> => ({
  name: 'look-ups',
  config: TrackingConfig,
  open: (config, host) => open(config, host, shared),
});
