import type { ProcedureDefinition } from '@motcua/contracts';
import type { z } from 'zod';

/** A procedure as it is written here, before zod fills the defaults. */
export type Definition = z.input<typeof ProcedureDefinition>;
export type Field = Definition['form']['fields'][number];
type Text = { vi: string; en: string };

export const t = (vi: string, en: string): Text => ({ vi, en });
export const is = (path: string, ...values: (string | number | boolean)[]) => ({ all: [{ path, in: values }] });
export const present = (...paths: string[]) => ({ all: paths.map((path) => ({ path, exists: true })) });
export const absent = (path: string) => ({ all: [{ path, exists: false }] });
export const choice = (value: string, vi: string, en: string) => ({ value, label: t(vi, en) });

/** An object schema that knows all its properties. */
export const record = (properties: Record<string, unknown>, required: readonly string[] = [], more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...more,
});

/** These properties are required when `property` has this value. Said as if–else: an object with a `then` looks like a promise. */
export const requiredWhen = (property: string, value: string, ...required: string[]) => ({
  if: { not: { properties: { [property]: { const: value } }, required: [property] } },
  else: { required },
});

export const oneOfValues = (...values: string[]) => ({ type: 'string', enum: values });
export const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength });
export const personName = { type: 'string', minLength: 2, maxLength: 100, pattern: "^[\\p{L}\\p{M}' .-]+$" };
export const date = { type: 'string', format: 'date' };
/** A full date, or only the year or month that is known. */
export const partialDate = { type: 'string', pattern: '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$' };
export const nationalId = { type: 'string', pattern: '^(\\d{12}|không có)$' };
export const country = { type: 'string', pattern: '^[A-Z]{2}$', default: 'VN' };
export const sex = oneOfValues('male', 'female');
export const provinceCode = { type: 'string', pattern: '^\\d{2}$' };
export const communeCode = { type: 'string', pattern: '^\\d{5}$' };
export const pledge = { const: true };

export const communeOf = record({ province: provinceCode, commune: communeCode }, ['province', 'commune']);
/** Province and commune by code (there are no districts any more), the rest as people write it. */
export const addressOf = record({ province: provinceCode, commune: communeCode, text: text(120) }, ['province', 'commune']);
export const addressOrSame = (...same: string[]) => ({
  oneOf: [addressOf, record({ sameAs: oneOfValues(...same) }, ['sameAs'])],
});

export const provinces = [choice('80', 'Tỉnh Minh Họa', 'Minh Họa Province')];
/** Communes with their agencies; placeholders until a gazetteer is loaded. */
export const receivers = [
  { code: '25000', name: t('xã Bình Mẫu', 'Bình Mẫu Commune'), agency: 'H53.12' },
  { code: '25001', name: t('phường Tân Mẫu', 'Tân Mẫu Ward'), agency: 'H53.99' },
] as const;
/** Choices of `address` and `commune`: province and commune code in one. */
export const communes = receivers.map(({ code, name: { vi, en } }) =>
  choice(`80/${code}`, `${vi.charAt(0).toUpperCase()}${vi.slice(1)}, tỉnh Minh Họa`, `${en}, Minh Họa Province`),
);

/** What one copy of a civil-status extract costs, in đồng. */
export const feeOfCopy = 8_000;

const groups =
  'Kinh,Tày,Thái,Mường,Khmer,Hoa,Nùng,Mông,Dao,Gia Rai,Ê Đê,Ba Na,Sán Chay,Chăm,Cơ Ho,Xơ Đăng,Sán Dìu,Hrê,Ra Glai,Mnông,Thổ,Xtiêng,Khơ Mú,Bru - Vân Kiều,Cơ Tu,Giáy,Tà Ôi,Mạ,Giẻ Triêng,Co,Chơ Ro,Xinh Mun,Hà Nhì,Chu Ru,Lào,La Chí,Kháng,Phù Lá,La Hủ,La Ha,Pà Thẻn,Lự,Ngái,Chứt,Lô Lô,Mảng,Cơ Lao,Bố Y,Cống,Si La,Pu Péo,Rơ Măm,Brâu,Ơ Đu';
/** The 54 peoples and "other". */
export const ethnicGroups = [...groups.split(',').map((name) => choice(name, name, name)), choice('Khác', 'Khác', 'Other')];

export const sexes = [choice('male', 'Nam', 'Male'), choice('female', 'Nữ', 'Female')];

/** How long the counter may take to answer a submission: hours of its own step where somebody stands before it. */
export const intakeLimitsOf = (counterHours: number): Definition['intakeLimits'] => {
  const online = {
    value: 8,
    unit: 'workingHour',
    source: 'NĐ 45/2020; "8 giờ làm việc" cũng ở NĐ 216/2026 Đ.23(1)',
    confidence: 'C',
  } as const;
  const counter = { value: counterHours, unit: 'workingHour', source: 'Quy trình nội bộ mẫu', confidence: 'C' } as const;
  const post = { value: 1, unit: 'workingDay', source: 'Quy trình nội bộ mẫu', confidence: 'C' } as const;
  return { web: online, zalo: online, counter, assisted: counter, post };
};

/** Counting starts anew once everything is there, unless a procedure says otherwise. */
export const supplement: Definition['supplement'] = {
  clock: 'reset',
  resumeOn: 'receipt',
  source: 'NĐ 61/2018 Đ.19 (tính lại từ đầu), cần đối chiếu NĐ 118/2025',
  confidence: 'C',
};

export const declarationField = (vi: string, en: string): Field => ({
  path: '/declaration',
  label: t(vi, en),
  input: 'check',
  required: true,
  group: t('Cam đoan', 'Declaration'),
});

export const oneStopBasis: Definition['legalBasis'] = [
  {
    title: 'Nghị định 118/2025/NĐ-CP, sửa đổi bởi Nghị định 309/2026/NĐ-CP',
    article: 'Điều 17, Điều 18',
    source: 'Văn bản hiện hành từ 05/08/2026',
    confidence: 'A',
  },
];
