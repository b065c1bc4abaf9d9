import type { CalendarDefinition } from '@motcua/contracts';

const session = (weekday: number, from: string, to: string) => ({ weekday, from, to, intakeOnly: false });

/** Office hours of November 2026, without holidays. */
export const calendar2026: CalendarDefinition = {
  year: 2026,
  covers: { from: '2026-11-01', to: '2026-11-30' },
  sessions: [1, 2, 3, 4, 5].flatMap((weekday) => [session(weekday, '07:30', '11:30'), session(weekday, '13:00', '17:00')]),
  daysOff: [],
  swappedDays: [],
  provisional: [],
  legalBasis: 'Bộ luật Lao động 2019',
};
