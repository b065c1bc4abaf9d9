import type { Bus } from '@motcua/bus';
import { rpc, TrackingLinkAnswer } from '@motcua/contracts';
import type { TrackingLinks } from '../application/ports.ts';

/** Intake alone knows a dossier's link; it is asked for while a message is sent, and kept nowhere. */
export const trackingLinksOver =
  (bus: Pick<Bus, 'request'>): TrackingLinks =>
  async (dossierId) =>
    TrackingLinkAnswer.parse(await bus.request(rpc.trackingLink, { dossierId })).url;
