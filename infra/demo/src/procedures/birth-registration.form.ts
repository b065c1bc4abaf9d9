import { birthSchema as schema } from './birth-registration.schema.ts';
import { choice, communes, type Definition, declarationField, ethnicGroups, type Field, is, present, sexes, t } from './form-parts.ts';

const you = t('Người đi đăng ký', 'You');
const child = t('Cháu bé', 'The child');
const evidence = t('Giấy tờ về việc sinh', 'Proof of birth');
const marriage = t('Cha mẹ', 'The parents together');
const extras = t('Bản sao, lệ phí', 'Copies, fee');

const parentFields = (who: 'mother' | 'father', group: Field['group'], unknown: Field['label']): Field[] => {
  const known = { all: [{ path: `/${who}/unknown`, exists: false }] };
  const field = (name: string, rest: Pick<Field, 'label' | 'input'> & Partial<Field>): Field => ({
    path: `/${who}/${name}`,
    when: known,
    ...(group ? { group } : {}),
    ...rest,
  });
  return [
    { path: `/${who}/unknown`, label: unknown, input: 'check', ...(group ? { group } : {}) },
    field('fullName', { label: t('Họ, chữ đệm, tên', 'Full name'), input: 'text', required: true }),
    field('birthDate', { label: t('Ngày sinh', 'Date of birth'), input: 'date' }),
    field('nationalId', {
      label: t('Số định danh (căn cước)', 'National id'),
      hint: t('12 số. Chưa có thì ghi: không có', '12 digits; if none, write: không có'),
      input: 'text',
      inputMode: 'text',
    }),
    field('ethnicity', { label: t('Dân tộc', 'Ethnicity'), input: 'choice', choices: ethnicGroups }),
    field('nationality', { label: t('Quốc tịch', 'Nationality'), input: 'country' }),
    field('address', { label: t('Nơi cư trú', 'Residence'), input: 'address', choices: communes }),
  ];
};

const fields: Field[] = [
  {
    path: '/relation',
    label: t('Ông/bà là gì của cháu?', 'How are you related to the child?'),
    input: 'choice',
    required: true,
    group: you,
    choices: [
      choice('father', 'Cha', 'Father'),
      choice('mother', 'Mẹ', 'Mother'),
      choice('grandparent', 'Ông, bà', 'Grandparent'),
      choice('relative', 'Người thân khác', 'Other relative'),
      choice('carer', 'Người đang nuôi dưỡng', 'Carer'),
      choice('authorised', 'Người được ủy quyền', 'Authorised person'),
    ],
  },
  { path: '/requesterAddress', label: t('Nơi cư trú', 'Where you live'), input: 'address', required: true, group: you, choices: communes },
  {
    path: '/child/fullName',
    label: t('Họ, chữ đệm, tên của cháu', "Child's full name"),
    input: 'text',
    required: true,
    group: child,
    autocomplete: 'off',
  },
  {
    path: '/child/birthDate',
    label: t('Ngày sinh', 'Date of birth'),
    hint: t('Quá 60 ngày vẫn đăng ký được (đăng ký quá hạn).', 'After 60 days you can still register (late registration).'),
    input: 'date',
    required: true,
    group: child,
  },
  {
    path: '/child/birthDateInWords',
    label: t('Ngày sinh ghi bằng chữ', 'Date of birth in words'),
    hint: t(
      'Hệ thống tự ghi theo ngày sinh ở trên; xin xem lại khi nhận giấy.',
      'Written by the system; please check it when you collect.',
    ),
    input: 'dateInWords',
    of: '/child/birthDate',
    group: child,
  },
  { path: '/child/sex', label: t('Giới tính', 'Sex'), input: 'choice', required: true, group: child, choices: sexes },
  { path: '/child/ethnicity', label: t('Dân tộc', 'Ethnicity'), input: 'choice', required: true, group: child, choices: ethnicGroups },
  {
    path: '/child/nationality',
    label: t('Quốc tịch', 'Nationality'),
    hint: t(
      'Cha hoặc mẹ là người nước ngoài: đó là thủ tục khác (2.000528), xin hỏi quầy tiếp nhận.',
      'A foreign parent: another procedure (2.000528), please ask at the counter.',
    ),
    input: 'country',
    required: true,
    group: child,
  },
  {
    path: '/child/birthPlace/kind',
    label: t('Cháu sinh ở đâu?', 'Where was the child born?'),
    input: 'choice',
    required: true,
    group: child,
    choices: [
      choice('facility', 'Cơ sở y tế', 'Clinic or hospital'),
      choice('home', 'Ở nhà', 'At home'),
      choice('other', 'Nơi khác', 'Elsewhere'),
    ],
  },
  {
    path: '/child/birthPlace/name',
    label: t('Tên cơ sở y tế', 'Name of the clinic'),
    input: 'text',
    required: true,
    group: child,
    when: is('/child/birthPlace/kind', 'facility'),
  },
  {
    path: '/child/birthPlace',
    label: t('Xã, phường nơi sinh', 'Commune of birth'),
    input: 'commune',
    required: true,
    group: child,
    choices: communes,
  },
  { path: '/child/homeTown', label: t('Quê quán', 'Home town'), input: 'commune', required: true, group: child, choices: communes },
  {
    path: '/birthEvidence',
    label: t('Ông/bà có giấy gì về việc sinh?', 'What proof of the birth do you have?'),
    input: 'choice',
    group: evidence,
    choices: [
      choice('certificate', 'Giấy chứng sinh', 'Birth certificate of the clinic'),
      choice('witness', 'Văn bản của người làm chứng', 'A witness statement'),
      choice('pledge', 'Giấy cam đoan về việc sinh', 'A pledge'),
      choice('abandoned', 'Biên bản trẻ bị bỏ rơi', 'Record of an abandoned child'),
    ],
  },
  {
    path: '/birthCertNumber',
    label: t('Số giấy chứng sinh', "Number of the clinic's certificate"),
    hint: t('Không có hoặc không nhớ thì để trống.', 'Leave empty if there is none.'),
    input: 'text',
    group: evidence,
  },
  { path: '/surrogacy', label: t('Cháu sinh nhờ mang thai hộ', 'Born by surrogacy'), input: 'check', group: evidence },
  ...parentFields('mother', t('Mẹ', 'Mother'), t('Không rõ người mẹ', 'Mother unknown')),
  ...parentFields('father', t('Cha', 'Father'), t('Không khai người cha', 'Father not stated')),
  {
    path: '/marriage/registered',
    label: t('Cha mẹ đã đăng ký kết hôn', 'The parents are married'),
    hint: t(
      'Chưa đăng ký kết hôn: làm luôn thủ tục nhận cha, cán bộ sẽ hướng dẫn.',
      'Not married: recognition of the father goes with it.',
    ),
    input: 'check',
    group: marriage,
    when: present('/mother/fullName', '/father/fullName'),
  },
  {
    path: '/marriage/number',
    label: t('Số giấy chứng nhận kết hôn (nếu nhớ)', 'Number of the marriage certificate, if known'),
    input: 'text',
    group: marriage,
    when: is('/marriage/registered', true),
  },
  {
    path: '/exemption',
    label: t('Ông/bà thuộc diện được miễn lệ phí?', 'Are you exempt from fees?'),
    input: 'choice',
    group: extras,
    choices: [
      choice('merit', 'Gia đình có công', 'Family of merit'),
      choice('poor', 'Hộ nghèo', 'Poor household'),
      choice('disabled', 'Người khuyết tật', 'Person with a disability'),
    ],
  },
  {
    path: '/copies',
    label: t('Số bản sao trích lục xin thêm', 'Extra copies of the extract'),
    hint: t('8.000 đ một bản. Không cần thì để 0.', '8,000 đ each; 0 if none.'),
    input: 'number',
    group: extras,
    inputMode: 'numeric',
  },
  declarationField('Tôi cam đoan lời khai là đúng.', 'What I have stated is true.'),
];

export const birthForm: Definition['form'] = {
  schema,
  fields,
  rules: [
    {
      key: 'co-cha-hoac-me',
      level: 'error',
      pointer: '/mother/fullName',
      when: { all: [{ path: '/birthEvidence', notIn: ['abandoned'] }] },
      rule: { kind: 'anyOf', paths: ['/mother/fullName', '/father/fullName'] },
      message: t('Xin khai người mẹ hoặc người cha.', 'Please state the mother or the father.'),
    },
    {
      key: 'ngay-sinh-da-qua',
      level: 'error',
      pointer: '/child/birthDate',
      rule: { kind: 'dateWithin', path: '/child/birthDate', fromDays: -36_600, toDays: 0 },
      message: t('Ngày sinh của cháu không thể sau hôm nay.', 'The date of birth cannot be in the future.'),
    },
    {
      key: 'ngay-sinh-bang-chu',
      level: 'warning',
      pointer: '/child/birthDateInWords',
      rule: { kind: 'saysDate', path: '/child/birthDateInWords', date: '/child/birthDate' },
      message: t('Ngày sinh ghi bằng chữ khác ngày sinh ghi bằng số.', 'The date in words is not the date in figures.'),
    },
    {
      key: 'nhan-cha-cung-luc',
      level: 'warning',
      pointer: '/marriage/registered',
      when: present('/mother/fullName', '/father/fullName'),
      rule: { kind: 'hasValue', path: '/marriage/registered', values: [true] },
      message: t(
        'Cha mẹ chưa đăng ký kết hôn: làm cùng lúc thủ tục nhận cha, mẹ, con.',
        'The parents are not married: recognition of the father goes with it.',
      ),
    },
    {
      key: 'qua-han-60-ngay',
      level: 'warning',
      pointer: '/child/birthDate',
      rule: { kind: 'daysSince', path: '/child/birthDate', most: 60, endsOnWorkingDay: true },
      message: t(
        'Đăng ký quá hạn: lệ phí theo quy định của tỉnh, nếu không thuộc diện được miễn.',
        'Late registration: the province sets the fee, unless the family is exempt.',
      ),
    },
    {
      key: 'tu-14-tuoi',
      level: 'warning',
      pointer: '/child/birthDate',
      rule: { kind: 'daysSince', path: '/child/birthDate', most: 5113 },
      message: t('Từ 14 tuổi: xem thủ tục đăng ký lại khai sinh.', 'From 14 years on another procedure applies.'),
    },
    ...(['mother', 'father'] as const).map((who) => ({
      key: who === 'mother' ? 'me-hon-con-12-tuoi' : 'cha-hon-con-12-tuoi',
      level: 'warning' as const,
      pointer: `/${who}/birthDate`,
      rule: { kind: 'yearsBetween' as const, from: `/${who}/birthDate`, to: '/child/birthDate', least: 12 },
      message: t('Cha, mẹ phải hơn con ít nhất 12 tuổi. Xin xem lại ngày sinh.', 'A parent is at least 12 years older than the child.'),
    })),
    {
      key: 'ho-theo-cha-me',
      level: 'warning',
      pointer: '/child/fullName',
      rule: { kind: 'surnameOf', path: '/child/fullName', among: ['/mother/fullName', '/father/fullName'] },
      message: t('Họ của cháu khác họ cha và mẹ. Xin xem lại.', "The surname is neither parent's."),
    },
  ],
  example: {
    relation: 'mother',
    requesterAddress: { province: '80', commune: '25000', text: 'Ấp Trung Tâm, xã Bình Mẫu' },
    child: {
      fullName: 'Lê Thử An',
      birthDate: '2026-11-10',
      sex: 'female',
      ethnicity: 'Kinh',
      nationality: 'VN',
      birthPlace: { kind: 'facility', name: 'Trung tâm Y tế khu vực Bình Mẫu', province: '80', commune: '25000' },
      homeTown: { province: '80', commune: '25000' },
    },
    birthCertNumber: 'CS-2026-000123',
    mother: { fullName: 'Trần Thị Thử Nghiệm', birthDate: '1998-03-02', nationalId: '099198000123', ethnicity: 'Kinh', nationality: 'VN' },
    father: { fullName: 'Lê Văn Ví Dụ', birthDate: '1995-07-19', nationalId: '099095000456', ethnicity: 'Kinh', nationality: 'VN' },
    marriage: { registered: true },
    copies: 2,
    declaration: true,
  },
  relativeDates: [{ path: '/child/birthDate', days: -12 }],
};
