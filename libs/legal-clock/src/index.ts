export { attribute, type HeldInterval, minutesPerHolder, type Turn } from './attribution.ts';
export type { PublishedCalendar, Sessions } from './days.ts';
export { CalendarNotCovered } from './errors.ts';
export { type Filing, isLimitOver } from './limit-in-days.ts';
export {
  dateInWords,
  inWords,
  type Language,
  leftInWords,
  momentInWords,
  timeInWords,
} from './words.ts';
export { type Computed, type Remaining, type WorkingCalendar, workingCalendar } from './working-calendar.ts';
export { addDays, budgetMinutes, dateOf, fromInstant, toInstant } from './zone.ts';
