import { ProcedureDefinition } from '@motcua/contracts';
import {
  choice,
  communeCode,
  type Definition,
  declarationField,
  type Field,
  feeOfCopy,
  intakeLimitsOf,
  is,
  nationalId,
  oneOfValues,
  oneStopBasis,
  partialDate,
  personName,
  pledge,
  provinceCode,
  provinces,
  record,
  requiredWhen,
  supplement,
  t,
  text,
} from './form-parts.ts';

const mostCopies = 20;

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...record(
    {
      requester: oneOfValues('self', 'authorised', 'organisation'),
      event: oneOfValues('birth', 'marriage', 'death', 'recognition', 'change', 'guardianship'),
      person: record({ fullName: personName, birthDate: partialDate, nationalId }, ['fullName']),
      spouse: record({ fullName: personName }, ['fullName']),
      registered: record(
        { province: provinceCode, commune: communeCode, oldPlaceText: text(160), date: partialDate, number: text(30), book: text(30) },
        ['province'],
      ),
      copies: { type: 'integer', minimum: 1, maximum: mostCopies },
      purpose: text(120),
      declaration: pledge,
    },
    ['requester', 'event', 'person', 'registered', 'copies', 'declaration'],
    requiredWhen('event', 'marriage', 'spouse'),
  ),
};

const what = t('Xin giấy gì', 'What you ask for');
const person = t('Người trong giấy', 'The person in the paper');
const where = t('Đã đăng ký ở đâu', 'Where it was registered');

/** Each number with its sum, so that it is told at once, also to who has no script. */
const copies = Array.from({ length: mostCopies }, (_, index) => {
  const count = index + 1;
  const sum = count * feeOfCopy;
  return choice(
    String(count),
    `${count} bản: ${sum.toLocaleString('vi-VN')} đ`,
    `${count} ${count === 1 ? 'copy' : 'copies'}: ${sum.toLocaleString('en')} đ`,
  );
});

const fields: Field[] = [
  {
    path: '/requester',
    label: t('Ông/bà xin cho ai?', 'Whom do you ask for?'),
    input: 'choice',
    required: true,
    group: what,
    choices: [
      choice('self', 'Cho tôi', 'Myself'),
      choice('authorised', 'Cho người khác, có ủy quyền', 'Somebody else, authorised'),
      choice('organisation', 'Cho cơ quan, tổ chức', 'An organisation'),
    ],
  },
  {
    path: '/event',
    label: t('Giấy gì?', 'Which paper?'),
    input: 'choice',
    required: true,
    group: what,
    choices: [
      choice('birth', 'Khai sinh', 'Birth'),
      choice('marriage', 'Kết hôn', 'Marriage'),
      choice('death', 'Khai tử', 'Death'),
      choice('recognition', 'Nhận cha, mẹ, con', 'Recognition of a parent or child'),
      choice('change', 'Thay đổi, cải chính', 'Change or correction'),
      choice('guardianship', 'Giám hộ', 'Guardianship'),
    ],
  },
  { path: '/person/fullName', label: t('Họ, chữ đệm, tên', 'Full name'), input: 'text', required: true, group: person },
  {
    path: '/person/birthDate',
    label: t('Ngày sinh', 'Date of birth'),
    hint: t('Chỉ nhớ năm thì ghi năm, ví dụ 1956.', 'The year alone is enough, e.g. 1956.'),
    input: 'partialDate',
    group: person,
  },
  {
    path: '/person/nationalId',
    label: t('Số định danh (căn cước)', 'National id'),
    hint: t('12 số. Chưa có thì ghi: không có', '12 digits; if none, write: không có'),
    input: 'text',
    group: person,
  },
  {
    path: '/spouse/fullName',
    label: t('Tên vợ hoặc chồng', "Spouse's name"),
    input: 'text',
    required: true,
    group: person,
    when: is('/event', 'marriage'),
  },
  {
    path: '/registered',
    label: t('Trước đây đăng ký ở đâu?', 'Where was it registered?'),
    hint: t('Tên xã, huyện cũ cũng được.', 'Old commune and district names are fine.'),
    input: 'place',
    required: true,
    group: where,
    choices: provinces,
  },
  {
    path: '/registered/date',
    label: t('Ngày đăng ký', 'Date of registration'),
    hint: t('Không nhớ thì để trống.', 'Leave empty if you do not remember.'),
    input: 'partialDate',
    group: where,
  },
  {
    path: '/registered/number',
    label: t('Số', 'Number'),
    hint: t('Không nhớ thì để trống.', 'Leave empty if unknown.'),
    input: 'text',
    group: where,
  },
  {
    path: '/registered/book',
    label: t('Quyển', 'Book'),
    hint: t('Không nhớ thì để trống.', 'Leave empty if unknown.'),
    input: 'text',
    group: where,
  },
  {
    path: '/copies',
    label: t('Xin mấy bản?', 'How many copies?'),
    input: 'number',
    required: true,
    group: what,
    choices: copies,
  },
  {
    path: '/purpose',
    label: t('Dùng vào việc gì', 'What for'),
    input: 'text',
    group: what,
  },
  declarationField('Tôi cam đoan lời khai là đúng.', 'What I have stated is true.'),
];

const form: Definition['form'] = {
  schema,
  fields,
  rules: [],
  example: {
    requester: 'self',
    event: 'birth',
    person: { fullName: 'Nguyễn Văn Minh Họa', birthDate: '1956', nationalId: '099056000789' },
    registered: { province: '80', oldPlaceText: 'xã Mẫu Cũ, huyện Mẫu (cũ)' },
    copies: 3,
    declaration: true,
  },
};

/** 2.000635 Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh. */
export const civilStatusExtract: ProcedureDefinition = ProcedureDefinition.parse({
  code: '2.000635',
  name: t('Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh', 'Copy of a civil-status extract'),
  level: 'commune',
  audience: ['citizen'],
  field: { code: 'G15-TP07', name: t('Hộ tịch', 'Civil status') },
  serviceLevel: 'full',
  words: ['trich luc', 'xin lai giay khai sinh', 'ban sao khai sinh', 'mat giay khai sinh'],
  channels: ['web', 'zalo', 'counter', 'assisted', 'post'],
  competence: t('Cơ quan quản lý cơ sở dữ liệu hộ tịch (nơi nào có dữ liệu cũng cấp được)', 'Any agency that holds the civil-status data'),
  intakeLimits: intakeLimitsOf(0.5),
  legalTime: { value: 1, unit: 'sameDay', cutOff: '15:00', source: 'Luật Hộ tịch 2014 Đ.5(3)', confidence: 'A' },
  supplement,
  result: {
    name: t('Bản sao trích lục hộ tịch', 'Copy of the civil-status extract'),
    signer: t('Chủ tịch, Phó Chủ tịch UBND xã hoặc người được ủy quyền', 'Chair, Vice-Chair or an authorised person'),
    electronicCopy: true,
  },
  documents: [
    {
      code: 'giay-to-tuy-than',
      name: t('Căn cước hoặc hộ chiếu của người yêu cầu', 'Identity card or passport of the applicant'),
      owed: 'show',
      required: false,
      hint: t(
        'Cho xem tại quầy, nộp trực tuyến thì chụp ảnh; chỉ cần khi cơ sở dữ liệu chưa xác nhận.',
        'Shown at the counter, a photo online; only when the database has not confirmed it.',
      ),
      replacedBy: t('Cơ sở dữ liệu dân cư', 'Population database'),
      source: 'NĐ 118/2025 Đ.4(2a)',
      confidence: 'A',
    },
    {
      code: 'van-ban-uy-quyen',
      name: t('Văn bản ủy quyền (người thân: giấy tờ chứng minh quan hệ)', 'Authorisation (relatives: proof of kinship)'),
      owed: 'certifiedCopy',
      required: true,
      when: is('/requester', 'authorised'),
      source: 'Thực hành hộ tịch',
      confidence: 'C',
    },
    {
      code: 'van-ban-de-nghi',
      name: t('Công văn của cơ quan, tổ chức', 'Letter of the organisation'),
      owed: 'handIn',
      required: true,
      when: is('/requester', 'organisation'),
      source: 'Luật Hộ tịch 2014',
      confidence: 'B',
    },
  ],
  form,
  steps: [
    {
      key: 'tra-cuu',
      name: t('Tra cứu cơ sở dữ liệu hộ tịch, sổ gốc', 'Search the database and the books'),
      unit: 'tu-phap-ho-tich',
      budget: 'PT2H',
    },
    { key: 'in-ban-sao', name: t('In bản sao, trình ký', 'Print the copy, submit for signature'), unit: 'tu-phap-ho-tich', budget: 'PT1H' },
  ],
  signing: {
    sign: { key: 'ky', name: t('Ký bản sao', 'Sign'), unit: 'lanh-dao', role: 'signer', budget: 'PT1H' },
    issue: {
      key: 'phat-hanh',
      name: t('Đóng dấu, chuyển về quầy', 'Stamp, send to the counter'),
      unit: 'van-thu',
      role: 'clerk',
      budget: 'PT30M',
    },
  },
  fees: [
    {
      name: t('Bản sao trích lục, mỗi bản', 'Copy of the extract, each'),
      amount: feeOfCopy,
      per: 'copy',
      due: 'onReturn',
      source: 'Mức đã công bố ở nhiều nơi',
      confidence: 'A',
    },
  ],
  legalBasis: [{ title: 'Luật Hộ tịch 2014', article: 'Điều 5', source: 'Nguyên văn luật', confidence: 'A' }, ...oneStopBasis],
});
