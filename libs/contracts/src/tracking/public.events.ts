import { z } from 'zod';
import { AgencyCode, DossierId, DossierState, Instant, Jwe, ProcedureCode } from '../values.ts';

/** Stream `rating-<dossierId>`: one rating per returned dossier. */
export const DossierRatedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  score: z.int().min(1).max(5),
  aspects: z.record(z.string(), z.int().min(1).max(5)).optional(),
  sealed: z.object({ comment: Jwe.optional() }),
});
export type DossierRated = { type: 'DossierRated.v1'; data: z.infer<typeof DossierRatedV1> };

/**
 * Stream `log-<dossierId>`: what neighbours may know, nothing about a person. `code` is kept here and left out of the anonymous feed.
 * `sourceRevision` = revision of the dossier's event that it translates; lower ones are skipped.
 */
export const PublicFact = z.object({
  dossier: z.object({ id: DossierId, code: z.string().optional() }),
  procedure: z.object({ code: ProcedureCode, version: z.int().positive() }),
  agency: AgencyCode,
  stage: DossierState,
  nationalCode: z.int(),
  at: Instant,
  clock: z.object({ dueAt: Instant, running: z.boolean() }).optional(),
  score: z.int().min(1).max(5).optional(),
  sourceRevision: z.int(),
});
export type PublicFact = z.infer<typeof PublicFact>;
export const publicEventNames = [
  'PublicDossierOpened',
  'PublicDossierAccepted',
  'PublicDossierRefused',
  'PublicDossierStageChanged',
  'PublicDossierDueDateChanged',
  'PublicDossierResultIssued',
  'PublicDossierReturned',
  'PublicDossierRated',
  'PublicDossierBreached',
] as const;
export type PublicEvent = { type: `${(typeof publicEventNames)[number]}.v1`; data: PublicFact };
export type TrackingEvent = DossierRated | PublicEvent;
