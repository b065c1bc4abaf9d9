import { CalendarDefinition } from '@motcua/contracts';
import type { z } from 'zod';

type Definition = z.input<typeof CalendarDefinition>;
type DayOff = Definition['daysOff'][number];

/** Mon–Fri 07:30–11:30 and 13:30–17:00: 7.5 hours, the agency's working day. */
const sessions = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, from: '07:30', to: '11:30' },
  { weekday, from: '13:30', to: '17:00' },
]);

const code = 'Bộ luật Lao động 2019 Đ.112(1)';
const makeUp = 'Bộ luật Lao động 2019 Đ.111(3)';
const cultureDay = 'Nghị quyết 28/2026/QH16 Đ.2';

const off = (from: string, name: string, legalBasis: string, to = from): DayOff => ({ from, to, name, legalBasis });
const unsettled = (day: DayOff): DayOff => ({ ...day, provisional: true });
const wholeYear = (year: number) => ({ from: `${year}-01-01`, to: `${year}-12-31` });

/** For the cases published in 2018; nothing else of that year is claimed. */
const extract2018: Definition = {
  year: 2018,
  covers: { from: '2018-08-01', to: '2018-10-31' },
  sessions,
  daysOff: [off('2018-09-03', 'Nghỉ bù Quốc khánh (2/9 là Chủ nhật)', 'Bộ luật Lao động 2012 Đ.115')],
  swappedDays: [],
  provisional: [],
  legalBasis: 'Trích: tháng 8 đến tháng 10 năm 2018, chỉ để tính lại các trường hợp đã công bố',
};

const year2024: Definition = {
  year: 2024,
  covers: wholeYear(2024),
  sessions,
  daysOff: [
    off('2024-01-01', 'Tết Dương lịch', code),
    off('2024-02-08', 'Tết Nguyên đán Giáp Thìn', '5015/TB-LĐTBXH', '2024-02-14'),
    off('2024-04-18', 'Giỗ Tổ Hùng Vương', code),
    off('2024-04-29', 'Hoán đổi, làm bù thứ Bảy 4/5', '1570/TB-LĐTBXH'),
    off('2024-04-30', 'Ngày Chiến thắng', code),
    off('2024-05-01', 'Ngày Quốc tế lao động', code),
    off('2024-09-02', 'Quốc khánh', '5015/TB-LĐTBXH', '2024-09-03'),
  ],
  swappedDays: [{ date: '2024-05-04', asWeekday: 1, legalBasis: '1570/TB-LĐTBXH' }],
  provisional: [],
  legalBasis: '5015/TB-LĐTBXH và 1570/TB-LĐTBXH',
};

const year2025: Definition = {
  year: 2025,
  covers: wholeYear(2025),
  sessions,
  daysOff: [
    off('2025-01-01', 'Tết Dương lịch', code),
    off('2025-01-27', 'Tết Nguyên đán Ất Tỵ', '6150/TB-BLĐTBXH', '2025-01-31'),
    off('2025-04-07', 'Giỗ Tổ Hùng Vương', code),
    off('2025-04-30', 'Ngày Chiến thắng', code),
    off('2025-05-01', 'Ngày Quốc tế lao động', code),
    off('2025-05-02', 'Hoán đổi, làm bù thứ Bảy 26/4', '6150/TB-BLĐTBXH'),
    off('2025-09-01', 'Quốc khánh', '6150/TB-BLĐTBXH', '2025-09-02'),
  ],
  swappedDays: [{ date: '2025-04-26', asWeekday: 5, legalBasis: '6150/TB-BLĐTBXH' }],
  provisional: [],
  legalBasis: '6150/TB-BLĐTBXH',
};

const year2026: Definition = {
  year: 2026,
  covers: wholeYear(2026),
  sessions,
  daysOff: [
    off('2026-01-01', 'Tết Dương lịch', code),
    off('2026-01-02', 'Hoán đổi, làm bù thứ Bảy 10/1', '12729/VPCP-KGVX'),
    off('2026-02-16', 'Tết Nguyên đán Bính Ngọ', '9441/TB-BNV', '2026-02-20'),
    off('2026-04-27', 'Nghỉ bù Giỗ Tổ Hùng Vương (Chủ nhật 26/4)', makeUp),
    off('2026-04-30', 'Ngày Chiến thắng', code),
    off('2026-05-01', 'Ngày Quốc tế lao động', `${code}; 3383/BNV-CVL: không hoán đổi`),
    off('2026-08-31', 'Hoán đổi, làm bù thứ Bảy 22/8', '9441/TB-BNV'),
    off('2026-09-01', 'Quốc khánh', '9441/TB-BNV', '2026-09-02'),
    off('2026-11-24', 'Ngày Văn hóa Việt Nam', cultureDay),
  ],
  swappedDays: [
    { date: '2026-01-10', asWeekday: 5, legalBasis: '12729/VPCP-KGVX' },
    { date: '2026-08-22', asWeekday: 1, legalBasis: '9441/TB-BNV' },
  ],
  provisional: [],
  legalBasis: '9441/TB-BNV; việc hoán đổi thứ Hai 23/11/2026 mới là đề xuất, chưa có quyết định',
};

const year2027: Definition = {
  year: 2027,
  covers: wholeYear(2027),
  sessions,
  daysOff: [
    off('2027-01-01', 'Tết Dương lịch', code),
    unsettled(off('2027-02-04', 'Tết Nguyên đán Đinh Mùi', 'Phương án 1 công bố ngày 22/9/2026, chưa quyết định', '2027-02-10')),
    off('2027-04-16', 'Giỗ Tổ Hùng Vương', code),
    off('2027-04-30', 'Ngày Chiến thắng', code),
    off('2027-05-03', 'Nghỉ bù Ngày Quốc tế lao động (thứ Bảy 1/5)', makeUp),
    off('2027-09-02', 'Quốc khánh', code),
    off('2027-11-24', 'Ngày Văn hóa Việt Nam', cultureDay),
  ],
  swappedDays: [],
  provisional: [
    { from: '2027-02-04', to: '2027-02-14', note: 'Tết: hai phương án 4/2–10/2 hoặc 5/2–14/2, chưa có thông báo chính thức' },
    { from: '2027-09-01', to: '2027-09-03', note: 'Quốc khánh: ngày nghỉ thứ hai (1/9 hay 3/9) chưa quyết định' },
  ],
  legalBasis: 'Tạm tính từ Bộ luật Lao động 2019 và Nghị quyết 28/2026/QH16; chưa có thông báo của Bộ Nội vụ',
};

/** One definition per year, oldest first. */
export const demoCalendars: readonly CalendarDefinition[] = [extract2018, year2024, year2025, year2026, year2027].map((definition) =>
  CalendarDefinition.parse(definition),
);
