import type { SealedApplicant, SealedContact, SealedLookup } from '@motcua/contracts';
import { checkHash, maskName } from '@motcua/sealing';
import type { SubmissionBody } from './submission.body.ts';

/** Where a code is looked up, the last four digits of the phone or national id must be known too. */
const lastFour = (digits: string): string => digits.slice(-4);

/** Two people with the same papers are one to us: the national id, else the passport with its country. */
export const identityOf = ({ nationalId, passport }: SubmissionBody['applicant']): string =>
  nationalId ?? `${passport?.country ?? ''}:${(passport?.number ?? '').toUpperCase()}`;

/** Who has neither phone nor national id gets four digits printed on the receipt. */
export const needsReceiptCheck = ({ nationalId, phone }: SubmissionBody['applicant']): boolean => !nationalId && !phone;

export const applicantBlock = ({ applicant, filedBy, delivery }: SubmissionBody, receiptCheck: string | undefined): SealedApplicant => ({
  applicant,
  ...(filedBy !== undefined && { filedBy }),
  ...(delivery?.address !== undefined && { deliveryAddress: delivery.address }),
  ...(receiptCheck !== undefined && { receiptCheck }),
});

export const lookupBlock = ({ applicant }: SubmissionBody, receiptCheck: string | undefined, salt: string): SealedLookup => {
  const digits = [applicant.phone, applicant.nationalId, receiptCheck].flatMap((value) => (value === undefined ? [] : [lastFour(value)]));
  return { maskedName: maskName(applicant.fullName), salt, checks: [...new Set(digits)].map((check) => checkHash(salt, check)) };
};

/** Messages go to the applicant; where he has no phone, to whoever filed for him. */
export const contactBlock = ({ applicant, filedBy, notify }: SubmissionBody, language: 'vi' | 'en'): SealedContact => {
  const phone = applicant.phone ?? filedBy?.phone;
  return {
    ...(phone !== undefined && { phone }),
    ...(applicant.email !== undefined && { email: applicant.email }),
    ...(notify?.zaloUserId !== undefined && { zaloUserId: notify.zaloUserId }),
    sms: notify?.sms ?? phone !== undefined,
    byEmail: notify?.email ?? false,
    language,
  };
};
