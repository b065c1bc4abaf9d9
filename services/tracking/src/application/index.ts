import { calendars } from './calendars.ts';
import { counters } from './counters.ts';
import { findByCheck } from './find-by-check.ts';
import { findStage } from './find-stage.ts';
import { findStatus } from './find-status.ts';
import { logPublicly } from './log-publicly.ts';
import type { TrackingPorts } from './ports.ts';
import { rateDossier } from './rate-dossier.ts';
import { readFeed } from './read-feed.ts';
import { showStatus } from './show-status.ts';
import { watchStatuses } from './watch-status.ts';

/** What citizens ask: where their dossier is. Needs nothing but the read model. */
export const lookUpUseCases = (ports: Pick<TrackingPorts, 'statuses' | 'wrong' | 'province'>) => ({
  findStatus: findStatus(ports),
  status: showStatus(ports),
  findByCheck: findByCheck(ports),
  findStage: findStage(ports),
  watch: watchStatuses(ports),
  calendars: calendars(ports),
  counters: counters(ports),
  asOf: () => ports.statuses.asOf(),
});
export type LookUpUseCases = ReturnType<typeof lookUpUseCases>;

/** Everything that tracking can do. */
export const trackingUseCases = (ports: TrackingPorts) => ({
  ...lookUpUseCases(ports),
  rateDossier: rateDossier(ports),
  readFeed: readFeed(ports),
  logPublicly: logPublicly(ports),
});
export type TrackingUseCases = ReturnType<typeof trackingUseCases>;
