import { z } from 'zod';

/** Shapes of intake's answers, for OpenAPI. */
export const Tracking = z.object({ token: z.string(), url: z.string() });
export const Filed = z.object({
  id: z.uuid(),
  requestCode: z.string(),
  tracking: Tracking,
  receivedAt: z.string(),
  position: z.string(),
});
export const UploadAnswer = z.object({
  uploadId: z.uuid(),
  sha256: z.string().optional(),
  mediaType: z.string().optional(),
  bytes: z.number().optional(),
  state: z.enum(['checking', 'ready', 'refused']),
  reason: z.string().optional(),
});
export const RecordedAnswer = z.object({ id: z.uuid(), receivedAt: z.string(), position: z.string() });
export const ReplacedAnswer = z.object({ tracking: Tracking, position: z.string() });
export const ErasedAnswer = z.object({ subjectId: z.string(), erasedAt: z.string(), dossiers: z.array(z.uuid()), certificate: z.string() });
export const Jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
export const SubmissionAnswer = z.object({
  id: z.uuid(),
  requestCode: z.string(),
  code: z.string().optional(),
  procedure: z.object({ code: z.string(), name: z.string(), nameEn: z.string().optional(), version: z.number() }),
  agency: z.string(),
  channel: z.string(),
  receivedAt: z.string(),
  documents: z.array(
    z.object({ documentId: z.uuid(), code: z.string(), name: z.string(), mediaType: z.string(), bytes: z.number(), state: z.string() }),
  ),
  missing: z.array(z.string()),
  delivery: z.object({ method: z.string(), address: z.string().optional() }),
  supplements: z.array(z.object({ id: z.uuid(), at: z.string(), documents: z.array(z.uuid()), note: z.string().optional() })),
  subjectId: z.string().optional(),
  applicant: z.record(z.string(), z.unknown()).optional(),
  filedBy: z.record(z.string(), z.unknown()).optional(),
  form: z.record(z.string(), z.unknown()).optional(),
  warnings: z.array(z.unknown()).optional(),
});
export const ProcedureList = z.object({ items: z.array(z.record(z.string(), z.unknown())) });
export const ProcedureAnswer = z.record(z.string(), z.unknown());
