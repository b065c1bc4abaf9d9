import type { CalendarDefinition } from '@motcua/contracts';
import { fromInstant, type WorkingCalendar, workingCalendar } from '../src/index.ts';

type Extra = Partial<Pick<CalendarDefinition, 'covers' | 'swappedDays' | 'provisional'>>;

/** Mon–Fri 07:30–11:30 and 13:30–17:00, Saturday mornings taking in only. */
export function calendarOf(year: number, off: readonly string[], extra: Extra = {}): CalendarDefinition {
  const weekly = [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: '07:30', to: '11:30', intakeOnly: false },
    { weekday, from: '13:30', to: '17:00', intakeOnly: false },
  ]);
  return {
    year,
    covers: { from: `${year}-01-01`, to: `${year}-12-31` },
    sessions: [...weekly, { weekday: 6, from: '07:30', to: '11:00', intakeOnly: true }],
    daysOff: off.map((day) => ({ from: day, to: day, name: 'Nghỉ', legalBasis: 'thử', provisional: false })),
    swappedDays: [],
    provisional: [],
    legalBasis: 'thử',
    ...extra,
  };
}

export const at = (local: string): number => fromInstant(`${local}:00+07:00`);

export const year2018: WorkingCalendar = workingCalendar([
  { version: 1, definition: calendarOf(2018, ['2018-09-03'], { covers: { from: '2018-08-01', to: '2018-10-31' } }) },
]);

export const year2026: WorkingCalendar = workingCalendar([
  {
    version: 3,
    definition: calendarOf(2026, ['2026-08-31', '2026-09-01', '2026-09-02', '2026-11-24'], {
      swappedDays: [{ date: '2026-08-22', asWeekday: 1, legalBasis: 'thử', provisional: false }],
    }),
  },
  {
    version: 1,
    definition: calendarOf(2027, ['2027-01-01'], { provisional: [{ from: '2027-02-04', to: '2027-02-10', note: 'Tết chưa quyết' }] }),
  },
]);
