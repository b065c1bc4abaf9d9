import type { FormField } from '@motcua/contracts';
import { type Language, type NamedField, nameOf, paperName, say, type Text } from '@motcua/web';
import type { ProcedureDetails } from '../../application/find-procedures.ts';

/** Fields of the page that are not the procedure's own: who applies, who files for them, how it comes back. */
export interface OwnField {
  readonly name: string;
  readonly label: Text;
  readonly hint?: Text;
  readonly required?: true;
  readonly type?: 'text' | 'tel' | 'email';
  readonly autocomplete?: string;
  readonly inputMode?: string;
}

const t = (vi: string, en: string): Text => ({ vi, en });

export const applicantFields: readonly OwnField[] = [
  { name: 'applicant/fullName', label: t('Họ, chữ đệm, tên', 'Full name'), required: true, autocomplete: 'name' },
  {
    name: 'applicant/nationalId',
    label: t('Số căn cước (số định danh)', 'National id'),
    hint: t(
      '12 số, ghi trên thẻ căn cước. Dùng hộ chiếu thì để trống ô này.',
      '12 digits on the identity card. Leave empty if you use a passport.',
    ),
    inputMode: 'numeric',
    autocomplete: 'off',
  },
  {
    name: 'applicant/phone',
    label: t('Điện thoại', 'Phone'),
    hint: t(
      'Chúng tôi nhắn tin khi có việc cần biết, chưa gửi được thư điện tử. 4 số cuối dùng để tra cứu.',
      'We send a message when there is news; e-mail is not sent yet. The last 4 digits open the status.',
    ),
    type: 'tel',
    autocomplete: 'tel',
    inputMode: 'tel',
  },
  { name: 'applicant/address', label: t('Nơi ở hiện nay', 'Present address'), autocomplete: 'street-address' },
];

export const passportFields: readonly OwnField[] = [
  { name: 'applicant/passport/number', label: t('Số hộ chiếu', 'Passport number'), autocomplete: 'off' },
  { name: 'applicant/passport/country', label: t('Nước cấp (2 chữ, ví dụ VN)', 'Issued by (2 letters, e.g. VN)'), autocomplete: 'off' },
];

export const helperFields: readonly OwnField[] = [
  { name: 'filedBy/fullName', label: t('Họ, chữ đệm, tên của người nộp thay', 'Full name of who files for you'), autocomplete: 'off' },
  {
    name: 'filedBy/phone',
    label: t('Điện thoại của người nộp thay', 'Their phone'),
    hint: t(
      'Người đứng tên không có điện thoại thì chúng tôi nhắn tin đến số này.',
      'Our messages go here where the applicant has no phone.',
    ),
    type: 'tel',
    inputMode: 'tel',
    autocomplete: 'off',
  },
];

export const capacities: readonly { readonly value: string; readonly label: Text }[] = [
  { value: 'relative', label: t('Người thân', 'Relative') },
  { value: 'authorised', label: t('Người được ủy quyền', 'Authorised person') },
  { value: 'helper', label: t('Người giúp', 'Helper') },
];

export const deliveries: readonly { readonly value: string; readonly label: Text }[] = [
  { value: 'counter', label: t('Đến nhận tại quầy', 'Collect at the counter') },
  { value: 'post', label: t('Nhận qua bưu điện', 'By post') },
];

export const deliveryAddress: OwnField = {
  name: 'delivery/address',
  label: t('Địa chỉ nhận (khi gửi bưu điện)', 'Address for the post'),
  hint: t('Để trống thì gửi đến nơi ở hiện nay đã ghi ở trên.', 'Left empty, it goes to the present address above.'),
  autocomplete: 'street-address',
};

/** Papers that are sent: what a database knows or another matter asks for is not asked here. */
export const sentPapers = ({ documents }: ProcedureDetails): ProcedureDetails['documents'] =>
  documents.filter(({ owed }) => owed !== 'database' && owed !== 'elsewhere');

/** As the page shows them: those that everybody sends, then those that some do. */
const shownPapers = (procedure: ProcedureDetails): ProcedureDetails['documents'] => {
  const sent = sentPapers(procedure);
  return [...sent.filter(({ when }) => when === undefined), ...sent.filter(({ when }) => when !== undefined)];
};

/** The pledge stands last, beside the button; the procedure's other fields before the papers. */
export const splitPledge = (fields: readonly FormField[]): readonly [FormField[], FormField[]] => [
  fields.filter(({ path }) => path !== '/declaration'),
  fields.filter(({ path }) => path === '/declaration'),
];

/** Every field of the page with its name and label, in the order in which it shows them: for the summary of mistakes. */
export function namedFields(procedure: ProcedureDetails, fields: readonly FormField[], language: Language): NamedField[] {
  const own = ({ name, label }: OwnField): NamedField => ({ name, label: say(label, language) });
  const asked = ({ path, label, group }: FormField): NamedField => ({
    name: nameOf(path),
    label: say(label, language),
    group: group && say(group, language),
  });
  const [before, pledge] = splitPledge(fields);
  return [
    { name: 'agency', label: language === 'vi' ? 'Nơi nộp' : 'Where to file' },
    ...[...applicantFields, ...passportFields, ...helperFields].map(own),
    { name: 'filedBy/capacity', label: language === 'vi' ? 'Người nộp thay' : 'Who files' },
    ...before.map(asked),
    ...shownPapers(procedure).map(({ code, name }) => ({ name: paperName(code), label: say(name, language) })),
    own(deliveryAddress),
    ...pledge.map(asked),
  ];
}
