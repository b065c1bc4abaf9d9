import { z } from 'zod';
import {
  AgencyCode,
  AgencyRef,
  Channel,
  DossierId,
  DossierState,
  Hash,
  Instant,
  Jwe,
  Language,
  Named,
  OfficerId,
  PaperRef,
  ProcedureRef,
  Slug,
} from '../values.ts';

/** Stream `dossier-<dossierId>` of workflow, in the order of a life. All free text is sealed under the dossier's key; officers travel as ids. */

/** Which version of which year's calendar a due date rests on, and whether that part is provisional. */
export const CalendarBasis = z.object({
  versions: z.array(z.object({ year: z.int(), version: z.int().positive() })),
  provisional: z.boolean(),
});

/** A paper of the dossier as it was handed in; its bytes lie with intake. */
export const DossierDocument = z.object({ documentId: z.uuid(), code: Slug, mediaType: z.string(), bytes: z.int() });
export type DossierDocument = z.infer<typeof DossierDocument>;

export const DossierOpenedV1 = z.object({
  dossierId: DossierId,
  requestCode: z.string(),
  procedure: ProcedureRef,
  competentAgency: AgencyRef,
  receivingAgency: AgencyRef,
  channel: Channel,
  /** When the citizen's submission was recorded; `at` is when workflow opened the dossier. */
  receivedAt: Instant,
  at: Instant,
  /** End of the intake limit: the counter must have answered by then (procedure × channel). */
  answerBy: Instant,
  afterHours: z.boolean(),
  subjectId: Hash,
  language: Language,
  delivery: z.object({ method: z.enum(['counter', 'post', 'electronic']) }),
  documents: z.array(DossierDocument),
  missing: z.array(PaperRef),
  /** Intake's sealed blocks, carried on unopened. */
  sealed: z.object({ applicant: Jwe, contact: Jwe }),
});
export type DossierOpened = { type: 'DossierOpened.v1'; data: z.infer<typeof DossierOpenedV1> };

export const DossierAcceptedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  code: z.string(),
  procedure: ProcedureRef,
  receivingAgency: AgencyRef,
  competentAgency: AgencyRef,
  /** When the competent agency received it (NĐ 118/2025 Đ.17(3)): the clock's first moment. */
  clockStartsAt: Instant,
  dueAt: Instant,
  legalDueAt: Instant,
  calendar: CalendarBasis,
  holder: Named,
  fee: z.object({ kind: z.enum(['free', 'known', 'unknown']), amount: z.int().optional() }),
});
export type DossierAccepted = { type: 'DossierAccepted.v1'; data: z.infer<typeof DossierAcceptedV1> };

export const refusalReasons = ['wrongAgency', 'notEligible', 'forged', 'duplicate', 'notSupplemented'] as const;
export const DossierRefusedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  reason: z.enum(refusalReasons),
  rightAgency: AgencyRef.optional(),
  sealed: z.object({ note: Jwe }),
});
export type DossierRefused = { type: 'DossierRefused.v1'; data: z.infer<typeof DossierRefusedV1> };

export const DossierForwardedV1 = z.object({ dossierId: DossierId, at: Instant, by: OfficerId, unit: Named, step: Named.optional() });
export type DossierForwarded = { type: 'DossierForwarded.v1'; data: z.infer<typeof DossierForwardedV1> };

export const DossierAssignedV1 = z.object({ dossierId: DossierId, at: Instant, by: OfficerId, officer: OfficerId, unit: Named });
export type DossierAssigned = { type: 'DossierAssigned.v1'; data: z.infer<typeof DossierAssignedV1> };

/** `next` and `holder` say who has it from now on; without `next` all steps are done and it waits for its signature. */
export const StepCompletedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  step: Named,
  next: Named.optional(),
  holder: Named,
  sealed: z.object({ note: Jwe.optional() }),
});
export type StepCompleted = { type: 'StepCompleted.v1'; data: z.infer<typeof StepCompletedV1> };

export const SupplementRequestedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  phase: z.enum(['intake', 'appraisal']),
  /** What the clock does while the citizen looks for the paper: `none` at intake (no clock yet). */
  clock: z.enum(['none', 'reset', 'pause']),
  round: z.int().positive(),
  documents: z.array(PaperRef).min(1),
  respondBy: Instant.optional(),
  sealed: z.object({ reason: Jwe }),
});
export type SupplementRequested = { type: 'SupplementRequested.v1'; data: z.infer<typeof SupplementRequestedV1> };

/** Some of the asked papers came; these are still owed. */
export const SupplementNotedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  supplementId: z.uuid(),
  received: z.array(PaperRef),
  remaining: z.array(PaperRef),
  /** The papers that came, as handed in. */
  documents: z.array(DossierDocument).optional(),
});
export type SupplementNoted = { type: 'SupplementNoted.v1'; data: z.infer<typeof SupplementNotedV1> };

/**
 * Every asked paper came; the dossier is back in the state it left. `dueAt` is the new appointment where a clock runs, `legalDueAt` the end of the time that
 * the law itself gives, which events of before 28/11/2026 lack.
 */
export const DossierResumedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  to: DossierState,
  supplementId: z.uuid(),
  received: z.array(PaperRef),
  dueAt: Instant.optional(),
  legalDueAt: Instant.optional(),
  calendar: CalendarBasis.optional(),
  documents: z.array(DossierDocument).optional(),
});
export type DossierResumed = { type: 'DossierResumed.v1'; data: z.infer<typeof DossierResumedV1> };

export const DossierWithdrawnV1 = z.object({ dossierId: DossierId, at: Instant, requestId: z.uuid(), sealed: z.object({ reason: Jwe }) });
export type DossierWithdrawn = { type: 'DossierWithdrawn.v1'; data: z.infer<typeof DossierWithdrawnV1> };

export const WithdrawalDeclinedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  requestId: z.uuid(),
  reason: z.enum(['resultExists', 'alreadyEnded']),
});
export type WithdrawalDeclined = { type: 'WithdrawalDeclined.v1'; data: z.infer<typeof WithdrawalDeclinedV1> };

export const ResultSignedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  signedBy: OfficerId,
  outcome: z.enum(['granted', 'declined']),
  paperOnly: z.boolean(),
  documents: z.array(z.uuid()),
  sealed: z.object({ reason: Jwe.optional() }),
});
export type ResultSigned = { type: 'ResultSigned.v1'; data: z.infer<typeof ResultSignedV1> };

export const ResultNumberedV1 = z.object({ dossierId: DossierId, at: Instant, by: OfficerId, number: z.string().max(64) });
export type ResultNumbered = { type: 'ResultNumbered.v1'; data: z.infer<typeof ResultNumberedV1> };

export const ResultIssuedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  outcome: z.enum(['granted', 'declined']),
  standing: z.enum(['early', 'onTime', 'late']),
  /** Whole working days before (positive) or after (negative) the appointment; 0 on the day itself. */
  daysEarly: z.int(),
  dueAt: Instant,
  /** From when it can be fetched, where, and during which hours; in English too, from 27/11/2026 on. */
  collect: z.object({
    from: Instant,
    place: z.string(),
    placeEn: z.string().optional(),
    hours: z.string(),
    hoursEn: z.string().optional(),
  }),
  /** Papers whose originals are compared at the visit. */
  bring: z.array(PaperRef),
  holder: Named,
  /** There is no signed file, only the paper; from 28/11/2026 on. */
  paperOnly: z.literal(true).optional(),
});
export type ResultIssued = { type: 'ResultIssued.v1'; data: z.infer<typeof ResultIssuedV1> };

export const ResultReturnedV1 = z.object({
  dossierId: DossierId,
  at: Instant,
  by: OfficerId,
  channel: z.enum(['counter', 'post', 'electronic']),
  capacity: z.enum(['self', 'relative', 'authorised', 'post']),
  originals: z.array(z.object({ document: Slug, outcome: z.enum(['matched', 'notBrought']) })),
  fee: z.object({ amount: z.int().nonnegative(), receiptNo: z.string().max(64), method: z.string().max(32) }).optional(),
  /** `receiver` opens to `{ name, masked, idNumber? }`. */
  sealed: z.object({ receiver: Jwe }),
});
export type ResultReturned = { type: 'ResultReturned.v1'; data: z.infer<typeof ResultReturnedV1> };

/** The due time of a running clock passed; `at` = `dueAt`, even if the system was down at that moment. */
export const DeadlineBreachedV1 = z.object({ dossierId: DossierId, at: Instant, dueAt: Instant, recordedAt: Instant });
export type DeadlineBreached = { type: 'DeadlineBreached.v1'; data: z.infer<typeof DeadlineBreachedV1> };

export type DossierEvent =
  | DossierOpened
  | DossierAccepted
  | DossierRefused
  | DossierForwarded
  | DossierAssigned
  | StepCompleted
  | SupplementRequested
  | SupplementNoted
  | DossierResumed
  | DossierWithdrawn
  | WithdrawalDeclined
  | ResultSigned
  | ResultNumbered
  | ResultIssued
  | ResultReturned
  | DeadlineBreached;

/** Stream `codebook-<agency>-<yymmdd>`: appending at the next revision is the reservation. */
export const CodeReservedV1 = z.object({
  agency: AgencyCode,
  day: z.string().regex(/^\d{6}$/),
  sequence: z.int().positive(),
  dossierId: DossierId,
});
export type CodeReserved = { type: 'CodeReserved.v1'; data: z.infer<typeof CodeReservedV1> };

/** Stream `access-<yymmdd>_<officer hash>_<dossierId>`: an officer's look at personal data, once a day, officer and dossier. */
export const PersonalDataViewedV1 = z.object({
  dossierId: DossierId,
  officer: OfficerId,
  agency: AgencyCode,
  at: Instant,
  purpose: z.enum(['read', 'command', 'paper']),
});
export type PersonalDataViewed = { type: 'PersonalDataViewed.v1'; data: z.infer<typeof PersonalDataViewedV1> };
