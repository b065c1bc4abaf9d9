import { AgencyCode, Applicant, Channel, FiledBy, Language, ProcedureCode, Slug } from '@motcua/contracts';
import { z } from 'zod';

/** A paper as it is handed in: which paper of the procedure, and the upload that shows it. */
export const HandedPaper = z.strictObject({ code: Slug, uploadId: z.uuid() });
export type HandedPaper = z.infer<typeof HandedPaper>;

const identified = (applicant: Applicant, context: z.core.$RefinementCtx<Applicant>): void => {
  if (applicant.nationalId !== undefined || applicant.passport !== undefined) return;
  context.addIssue({ code: 'custom', path: ['nationalId'], params: { code: 'required' }, message: 'nationalId or passport is required' });
};

/** What `POST /submissions` takes. Nothing is filled in here: the fingerprint is of what was sent. */
export const SubmissionBody = z.strictObject({
  procedure: ProcedureCode,
  /** The competent agency. */
  agency: AgencyCode,
  channel: Channel,
  applicant: Applicant.superRefine(identified),
  filedBy: FiledBy.optional(),
  /** Checked against the procedure's own JSON Schema. */
  form: z.record(z.string(), z.unknown()),
  documents: z.array(HandedPaper).max(20).optional(),
  delivery: z
    .strictObject({ method: z.enum(['counter', 'post', 'electronic']), address: z.string().min(1).max(300).optional() })
    .optional(),
  notify: z
    .strictObject({
      zaloUserId: z.string().min(1).max(64).optional(),
      sms: z.boolean().optional(),
      email: z.boolean().optional().meta({ description: 'Kept, and not acted upon yet: no e-mail is sent in this version' }),
      language: Language.optional(),
    })
    .optional(),
});
export type SubmissionBody = z.infer<typeof SubmissionBody>;

export const SupplementBody = z.strictObject({
  documents: z.array(HandedPaper).min(1).max(20),
  note: z.string().min(1).max(1_000).optional(),
});
export type SupplementBody = z.infer<typeof SupplementBody>;

export const WithdrawalBody = z.strictObject({ reason: z.string().min(1).max(1_000) });
export type WithdrawalBody = z.infer<typeof WithdrawalBody>;
