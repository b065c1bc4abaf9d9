import { given, type Language, type Mistake, type Posted, readForm, uploadName, withParts } from '@motcua/web';
import type { z } from 'zod';
import type { ProcedureDetails } from '../../application/find-procedures.ts';
import { SubmissionBody } from '../../domain/submission/submission.body.ts';
import { sentPapers } from './filing-fields.ts';

/** `0912 345 678` → `+84912345678`; what is no Vietnamese number stays as typed and is refused. */
const phoneOf = (text: string): string => {
  const plain = text.replaceAll(/[\s.()-]/g, '');
  return /^0\d{9,10}$/.test(plain) ? `+84${plain.slice(1)}` : plain.replace(/^84(?=\d{9,10}$)/, '+84');
};

type Fields = Record<string, unknown>;
/** Only what was filled in. */
const filled = (fields: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

function applicantOf(posted: Posted): Fields {
  const text = (name: string): string => given(posted, `applicant/${name}`);
  const passport = filled({ number: text('passport/number'), country: text('passport/country').toUpperCase() });
  return {
    ...filled({
      fullName: text('fullName'),
      nationalId: text('nationalId').replaceAll(' ', ''),
      phone: phoneOf(text('phone')),
      address: text('address'),
    }),
    ...(Object.keys(passport).length > 0 && { passport }),
  };
}

function helperOf(posted: Posted): Fields {
  const fullName = given(posted, 'filedBy/fullName');
  if (fullName === '') return {};
  const phone = phoneOf(given(posted, 'filedBy/phone'));
  return { filedBy: { fullName, capacity: given(posted, 'filedBy/capacity') || 'relative', ...(phone !== '' && { phone }) } };
}

/** The procedure's own part of the posted page. */
export const formOf = ({ form: { fields } }: ProcedureDetails, posted: Posted): Fields => withParts(readForm(fields, posted), fields);

/** The posted page as the submission that the API takes; not checked yet. */
function bodyOf(procedure: ProcedureDetails, posted: Posted, language: Language): Fields {
  const documents = sentPapers(procedure).flatMap(({ code }) => {
    const uploadId = given(posted, uploadName(code));
    return uploadId === '' ? [] : [{ code, uploadId }];
  });
  const address = given(posted, 'delivery/address');
  const method = given(posted, 'delivery/method') || 'counter';
  return {
    procedure: procedure.code,
    agency: given(posted, 'agency'),
    channel: 'web',
    applicant: applicantOf(posted),
    ...helperOf(posted),
    form: formOf(procedure, posted),
    documents,
    delivery: { method, ...(method === 'post' && address !== '' && { address }) },
    // Nobody is asked here whether to be written to: whoever left a number is, the helper where the applicant has none.
    // Said aloud with a number: a page posted again after an upgrade has to be the same submission.
    notify: { ...(given(posted, 'applicant/phone') !== '' && { sms: true }), language },
  };
}

const messages: Readonly<Record<string, readonly [string, string]>> = {
  fullName: ['Xin ghi họ, chữ đệm, tên', 'Please write the full name'],
  nationalId: ['Cần đủ 12 số, hoặc điền hộ chiếu', '12 digits are needed, or a passport'],
  phone: ['Xin ghi số điện thoại Việt Nam, ví dụ 0912 345 678', 'Please write a Vietnamese phone number, e.g. 0912 345 678'],
  number: ['Xin ghi số hộ chiếu', 'Please write the passport number'],
  country: ['Xin ghi 2 chữ của nước cấp, ví dụ VN', 'Please write two letters, e.g. VN'],
  agency: ['Xin chọn nơi nộp', 'Please choose where to file'],
  address: ['Xin ghi địa chỉ để gửi bưu điện', 'Please write the address it is sent to'],
};

/** What the submission's shape cannot tell, or not while something else is wrong with it: who applies, a place that is on the list, and where the post should go. */
const besides = (procedure: ProcedureDetails, posted: Posted): readonly Pick<z.core.$ZodIssue, 'path'>[] => {
  const isListed = procedure.agencies.some(({ code }) => code === given(posted, 'agency'));
  const isPost = given(posted, 'delivery/method') === 'post';
  const hasAddress = ['delivery/address', 'applicant/address'].some((name) => given(posted, name) !== '');
  const isIdentified = ['applicant/nationalId', 'applicant/passport/number'].some((name) => given(posted, name) !== '');
  return [
    ...(isIdentified ? [] : [{ path: ['applicant', 'nationalId'] }]),
    ...(isListed ? [] : [{ path: ['agency'] }]),
    ...(isPost && !hasAddress ? [{ path: ['delivery', 'address'] }] : []),
  ];
};

function mistakeOf({ path }: Pick<z.core.$ZodIssue, 'path'>, language: Language): Mistake {
  const [vi, en] = messages[String(path.at(-1))] ?? ['Xin xem lại', 'Please check'];
  return { pointer: `/${path.join('/')}`, message: language === 'vi' ? vi : en };
}

/** The submission of a posted page, or what has to be changed first. */
export function submissionOf(
  procedure: ProcedureDetails,
  posted: Posted,
  language: Language,
): { readonly body: SubmissionBody } | { readonly mistakes: readonly Mistake[] } {
  const parsed = SubmissionBody.safeParse(bodyOf(procedure, posted, language));
  const issues = [...(parsed.error?.issues ?? []), ...besides(procedure, posted)];
  return parsed.success && issues.length === 0 ? { body: parsed.data } : { mistakes: issues.map((issue) => mistakeOf(issue, language)) };
}
