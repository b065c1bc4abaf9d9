import { z } from 'zod';
import { Hash, Language } from '../values.ts';

const Address = z.string().min(1).max(300);

/** Whose matter it is (người yêu cầu). A national id (12 digits) or a passport is required; the old and the poor may have no phone. */
export const Applicant = z.strictObject({
  fullName: z.string().min(2).max(100),
  nationalId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  passport: z.strictObject({ number: z.string().min(4).max(20), country: z.string().regex(/^[A-Z]{2}$/) }).optional(),
  phone: z
    .string()
    .regex(/^\+84\d{9,10}$/)
    .optional(),
  email: z.email().max(200).optional(),
  address: Address.optional(),
  organisation: z
    .strictObject({
      name: z.string().min(2).max(200),
      taxCode: z.string().regex(/^\d{10}(-?\d{3})?$|^\d{12}$/),
      position: z.string().max(100).optional(),
    })
    .optional(),
});
export type Applicant = z.infer<typeof Applicant>;

/** Who acts for them (người nộp thay), always visible afterwards. */
export const FiledBy = z.strictObject({
  fullName: z.string().min(2).max(100),
  capacity: z.enum(['relative', 'authorised', 'helper']),
  phone: z
    .string()
    .regex(/^\+84\d{9,10}$/)
    .optional(),
  idNumber: z.string().min(4).max(20).optional(),
});

/** Opens from `sealed.applicant`. `receiptCheck` (4 digits) is printed on the receipt where the applicant has neither phone nor national id. */
export const SealedApplicant = z.object({
  applicant: Applicant,
  filedBy: FiledBy.optional(),
  deliveryAddress: Address.optional(),
  receiptCheck: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
});
export type SealedApplicant = z.infer<typeof SealedApplicant>;

/** Opens from `sealed.form`: the e-form as the citizen filled it in, and what the officer is warned of (`pointer` leads into the form). */
export const SealedForm = z.object({
  form: z.record(z.string(), z.unknown()),
  warnings: z.array(z.object({ key: z.string(), pointer: z.string(), message: z.object({ vi: z.string(), en: z.string() }) })),
});
export type SealedForm = z.infer<typeof SealedForm>;

/** Opens from `sealed.lookup`: all that tracking may know. `checks` = HMAC-SHA-256(salt, 4 digits), one per phone, national id or receipt check. */
export const SealedLookup = z.object({ maskedName: z.string(), salt: z.string(), checks: z.array(Hash).min(1).max(4) });
export type SealedLookup = z.infer<typeof SealedLookup>;

/** Opens from `sealed.contact`: all that notify may know. */
export const SealedContact = z.object({
  phone: z.string().optional(),
  email: z.string().optional(),
  zaloUserId: z.string().optional(),
  sms: z.boolean(),
  byEmail: z.boolean(),
  language: Language,
});
export type SealedContact = z.infer<typeof SealedContact>;
