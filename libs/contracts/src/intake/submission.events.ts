import { z } from 'zod';
import { AgencyCode, Channel, DossierId, Hash, Instant, Jwe, Language, OfficerId, ProcedureRef, Slug } from '../values.ts';

/** A paper as handed in: where its ciphertext lies and its file key, wrapped under the dossier's data key. */
export const DocumentRef = z.object({
  documentId: z.uuid(),
  code: Slug,
  mediaType: z.enum(['application/pdf', 'image/jpeg', 'image/png']),
  bytes: z.int().nonnegative(),
  blob: Hash,
  wrappedKey: Jwe,
  /** File name as the citizen's phone called it; personal, so sealed. */
  name: Jwe.optional(),
  /** Of a paper that was handed in before the virus scanner had seen it: its upload, whose stream says how that ended. */
  upload: z.uuid().optional(),
});
export type DocumentRef = z.infer<typeof DocumentRef>;

/** The capability of the QR: only its SHA-256 is kept, with what intake needs to derive it anew. */
export const TrackingGeneration = z.object({ tokenHash: Hash, generation: z.int().positive(), secretId: z.string().min(1).max(64) });

const By = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('citizen') }),
  z.object({ kind: z.literal('officer'), officer: OfficerId }),
]);

/**
 * Stream `submission-<dossierId>`, revision 0.
 * `sealed.applicant` opens to `SealedApplicant`, `lookup` to `SealedLookup`, `contact` to `SealedContact`, `form` to `SealedForm`.
 */
export const SubmissionFiledV1 = z.object({
  dossierId: DossierId,
  requestCode: z.string(),
  procedure: ProcedureRef,
  agency: AgencyCode,
  receivingAgency: AgencyCode,
  channel: Channel,
  receivedAt: Instant,
  by: By,
  subjectId: Hash,
  language: Language,
  tracking: TrackingGeneration,
  delivery: z.object({ method: z.enum(['counter', 'post', 'electronic']) }),
  documents: z.array(DocumentRef).max(20),
  /** Codes of required papers that were not sent; originals can be shown at the counter. */
  missing: z.array(Slug),
  /** HMAC-SHA-256 of the canonical body under the dossier's data key: a repeat compares, erasure forgets. */
  fingerprint: Hash,
  sealed: z.object({ applicant: Jwe, form: Jwe, lookup: Jwe, contact: Jwe }),
});
export type SubmissionFiled = { type: 'SubmissionFiled.v1'; data: z.infer<typeof SubmissionFiledV1> };

export const SubmissionSupplementedV1 = z.object({
  dossierId: DossierId,
  supplementId: z.uuid(),
  at: Instant,
  by: By,
  documents: z.array(DocumentRef).min(1).max(20),
  fingerprint: Hash,
  sealed: z.object({ note: Jwe.optional() }),
});
export type SubmissionSupplemented = { type: 'SubmissionSupplemented.v1'; data: z.infer<typeof SubmissionSupplementedV1> };

export const WithdrawalRequestedV1 = z.object({
  dossierId: DossierId,
  requestId: z.uuid(),
  at: Instant,
  by: By,
  fingerprint: Hash,
  sealed: z.object({ reason: Jwe }),
});
export type WithdrawalRequested = { type: 'WithdrawalRequested.v1'; data: z.infer<typeof WithdrawalRequestedV1> };

/** The present token is revoked; the next generation holds from now on. */
export const TrackingLinkReplacedV1 = z.object({ dossierId: DossierId, at: Instant, by: By, tracking: TrackingGeneration });
export type TrackingLinkReplaced = { type: 'TrackingLinkReplaced.v1'; data: z.infer<typeof TrackingLinkReplacedV1> };

/** Stream `subject-<subjectId>`: the keys of these dossiers are destroyed. */
export const PersonalDataErasedV1 = z.object({
  subjectId: Hash,
  dossiers: z.array(DossierId),
  erasedAt: Instant,
  legalBasis: z.string().max(300),
  by: OfficerId,
});
export type PersonalDataErased = { type: 'PersonalDataErased.v1'; data: z.infer<typeof PersonalDataErasedV1> };

/** Stream `upload-<uploadId>`: received, then bound to the first dossier that names it; where the virus scanner was away, what it said later. */
export const UploadReceivedV1 = z.object({
  uploadId: z.uuid(),
  at: Instant,
  mediaType: DocumentRef.shape.mediaType,
  bytes: z.int().nonnegative(),
  blob: Hash,
  /** HMAC of the SHA-256 of the bytes received, under the upload's own key: equal files compare without telling what they are. */
  fingerprint: Hash,
  /** The virus scanner gave no verdict: the file is kept, and handed to nobody until there is one. */
  checking: z.literal(true).optional(),
  /** Under the upload's own key: `file` opens to `{ name?, sha256, bytes }` of what was received. */
  sealed: z.object({ file: Jwe }),
});
export type UploadReceived = { type: 'UploadReceived.v1'; data: z.infer<typeof UploadReceivedV1> };
export const UploadBoundV1 = z.object({ uploadId: z.uuid(), dossierId: DossierId, at: Instant });
export type UploadBound = { type: 'UploadBound.v1'; data: z.infer<typeof UploadBoundV1> };
/** The virus scanner found nothing in a file that had waited for it. */
export const UploadClearedV1 = z.object({ uploadId: z.uuid(), at: Instant });
export type UploadCleared = { type: 'UploadCleared.v1'; data: z.infer<typeof UploadClearedV1> };
/** The virus scanner found something: the file is deleted. */
export const UploadRefusedV1 = z.object({ uploadId: z.uuid(), at: Instant, reason: z.literal('malware') });
export type UploadRefused = { type: 'UploadRefused.v1'; data: z.infer<typeof UploadRefusedV1> };
/** A file that still waited can be opened by nobody any more: left lying for a day, or erased with its dossier. */
export const UploadLostV1 = z.object({ uploadId: z.uuid(), at: Instant });
export type UploadLost = { type: 'UploadLost.v1'; data: z.infer<typeof UploadLostV1> };

/** Stream `submissionaccess-<yymmdd>_<officer hash>_<dossierId>`: an officer's look at what was handed in, once a day, officer and dossier. */
export const SubmissionViewedV1 = z.object({
  dossierId: DossierId,
  officer: OfficerId,
  agency: AgencyCode,
  at: Instant,
  purpose: z.enum(['read', 'document']),
});
export type SubmissionViewed = { type: 'SubmissionViewed.v1'; data: z.infer<typeof SubmissionViewedV1> };

export type SubmissionEvent = SubmissionFiled | SubmissionSupplemented | WithdrawalRequested | TrackingLinkReplaced;
export type UploadEvent = UploadReceived | UploadBound | UploadCleared | UploadRefused | UploadLost;
export type SubjectEvent = PersonalDataErased;
export type IntakeEvent = SubmissionEvent | UploadEvent | SubjectEvent | SubmissionViewed;
