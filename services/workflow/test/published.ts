import { CalendarDefinition, DirectoryDefinition, ProcedureDefinition } from '@motcua/contracts';
import { workingCalendar } from '@motcua/legal-clock';
import { appointmentsOf } from '../src/application/appointments.ts';

const said = { source: 'test', confidence: 'C' } as const;
const text = (vi: string, en = vi) => ({ vi, en });
const step = (key: string, unit: string, role = 'case-officer') => ({
  key,
  name: text(`Bước ${key}`, `Step ${key}`),
  unit,
  role,
  budget: 'PT1H',
});

/** A small procedure with two steps in two units, a paper owed in the original, and a fee for late registration and for copies. */
export const procedure = (over: Record<string, unknown> = {}): ProcedureDefinition =>
  ProcedureDefinition.parse({
    code: '1.001193',
    name: text('Đăng ký khai sinh', 'Birth registration'),
    level: 'commune',
    audience: ['citizen'],
    field: { code: 'G15-TP07', name: text('Hộ tịch') },
    serviceLevel: 'full',
    words: ['khai sinh'],
    channels: ['web', 'zalo', 'counter', 'assisted', 'post'],
    competence: text('UBND cấp xã'),
    intakeLimits: {
      web: { value: 8, unit: 'workingHour', ...said },
      counter: { value: 1, unit: 'workingHour', ...said },
    },
    legalTime: { value: 3, unit: 'workingDay', ...said },
    committedTime: { value: 2, unit: 'workingDay', ...said },
    supplement: { clock: 'reset', resumeOn: 'receipt', maxRounds: 2, ...said },
    result: { name: text('Giấy khai sinh'), signer: text('Chủ tịch'), electronicCopy: true },
    documents: [
      { code: 'giay-chung-sinh', name: text('Giấy chứng sinh', 'Birth note'), owed: 'handIn', required: true, ...said },
      { code: 'anh', name: text('Ảnh', 'Photo'), owed: 'photo', required: false, ...said },
      { code: 'can-cuoc', name: text('Căn cước', 'Identity card'), owed: 'show', required: true, ...said },
    ],
    form: {
      schema: { type: 'object', properties: { copies: { type: 'integer', minimum: 0 } } },
      fields: [],
      rules: [],
      example: { copies: 2 },
    },
    steps: [step('kiem-tra', 'tu-phap-ho-tich'), step('ghi-so', 'kinh-te')],
    signing: { sign: step('ky', 'lanh-dao', 'signer'), issue: step('phat-hanh', 'van-thu', 'clerk') },
    fees: [
      { name: text('Đúng hạn'), amount: 0, due: 'onReturn', byLaw: true, ...said },
      { name: text('Quá hạn'), amount: 'unknown', due: 'onReturn', when: { all: [{ path: '/birthDate', olderThanDays: 60 }] }, ...said },
      { name: text('Bản sao'), amount: 8_000, per: 'copy', due: 'onReturn', ...said },
    ],
    legalBasis: [{ title: 'Luật Hộ tịch 2014', ...said }],
    ...over,
  });

const unit = (key: string, name: string, english: string) => ({ key, name: text(name, english), roleInDossier: text(name, english) });
const units = [
  unit('mot-cua', 'Trung tâm Phục vụ hành chính công', 'Public Service Centre'),
  unit('tu-phap-ho-tich', 'Tư pháp – Hộ tịch', 'Justice and Civil Status'),
  unit('kinh-te', 'Phòng Kinh tế', 'Economic Division'),
  unit('lanh-dao', 'Lãnh đạo UBND xã', 'Leadership'),
  unit('van-thu', 'Văn thư', 'Records'),
];
const agency = (code: string, name: string, english: string) => ({
  code,
  name: text(name, english),
  kind: 'commune',
  validFrom: '2025-07-01',
  counter: { name: text('Trung tâm', 'Centre'), address: 'ấp Trung Tâm', phone: '0276 000 0012', hours: text('thứ Hai', 'Monday') },
  units,
});
const person = (id: string, of: string, belongs: readonly string[]) => ({
  id,
  name: `Cán bộ ${id}`,
  title: text('Công chức'),
  agency: of,
  units: belongs,
  validFrom: '2025-07-01',
});

export const directory: DirectoryDefinition = DirectoryDefinition.parse({
  province: 'H53',
  agencies: [agency('H53.12', 'UBND xã Bình Mẫu', 'Bình Mẫu Commune'), agency('H53.99', 'UBND phường Tân Mẫu', 'Tân Mẫu Ward')],
  officers: [
    person('tiep-nhan', 'H53.12', ['mot-cua', 'van-thu']),
    person('chuyen-vien', 'H53.12', ['tu-phap-ho-tich', 'kinh-te']),
    person('lanh-dao', 'H53.12', ['lanh-dao']),
    person('tiep-nhan-khac', 'H53.99', ['mot-cua']),
  ],
});

/** Monday to Friday, 7.5 hours; 1 January off. */
export const calendar: CalendarDefinition = CalendarDefinition.parse({
  year: 2026,
  covers: { from: '2026-01-01', to: '2026-12-31' },
  sessions: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: '07:30', to: '11:30' },
    { weekday, from: '13:30', to: '17:00' },
  ]),
  daysOff: [{ from: '2026-01-01', to: '2026-01-01', name: 'Tết Dương lịch', legalBasis: 'test' }],
  swappedDays: [],
  provisional: [],
  legalBasis: 'test',
});

export const appointments = appointmentsOf(workingCalendar([{ version: 1, definition: calendar }]));
