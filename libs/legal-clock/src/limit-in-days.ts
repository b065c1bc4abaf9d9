import { addDays } from './zone.ts';

/** The day of filing in Việt Nam (`YYYY-MM-DD`), and which days the calendar has off: what a limit in days is held against. */
export interface Filing {
  readonly on: string;
  /** A weekend, a holiday, a day swapped for another; may throw `CalendarNotCovered`. */
  readonly isDayOff: (date: string) => boolean;
}

/**
 * A limit whose last day is a day off ends with the next working day (Bộ luật Dân sự 2015, Đ.148(5)): it is over once a working day lies between.
 * Looked for from the filing backwards, so that a birth long before the first published calendar needs none.
 */
export const isLimitOver = (lastDay: string, { on, isDayOff }: Filing): boolean => {
  for (let day = addDays(on, -1); day >= lastDay; day = addDays(day, -1)) if (!isDayOff(day)) return true;
  return false;
};
