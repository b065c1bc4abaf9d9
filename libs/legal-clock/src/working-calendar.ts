import type { TimeLimit } from '@motcua/contracts';
import { type CalendarDay, daysOf, type PublishedCalendar, type Sessions } from './days.ts';
import {
  addShare,
  addWorked,
  type Days,
  daysBetween,
  endOf,
  nextWorking,
  refusing,
  stepDays,
  workedBetween,
  workingDayFrom,
} from './position.ts';
import { DAY, type DayNumber, dayOf, HOUR, MINUTE, startOfDay, timeOfDay } from './zone.ts';

/** A moment with the calendars it was computed from. */
export interface Computed {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The calendar years between start and result, oldest first; empty where time counts plainly. */
  readonly versionsUsed: readonly { readonly year: number; readonly version: number }[];
  /** Whether a day in between is not settled yet. */
  readonly provisional: boolean;
}

/** What is left of a limit while its clock stands still. Plain data, safe to store. */
export type Remaining =
  | { readonly unit: 'workingDay'; readonly days: number }
  | { readonly unit: 'workingTime'; readonly ms: number }
  | { readonly unit: 'elapsedTime'; readonly ms: number };

export interface WorkingCalendar {
  /**
   * Start plus a limit. `receivedAt` decides the cut-off of `sameDay` (default: `start`).
   * `intake` sessions are for intake limits only. Throws `CalendarNotCovered`.
   */
  addTime(start: number, limit: TimeLimit, receivedAt?: number, sessions?: Sessions): Computed;
  /** What is left of a limit due at `due` when its clock stops at `pausedAt`; nothing once it is overdue. */
  remaining(unit: TimeLimit['unit'], due: number, pausedAt: number): Remaining;
  /** The new due time of what was left. (A `reset` is `addTime` again.) */
  resume(at: number, left: Remaining): Computed;
  /** Working minutes, with fractions; negative when `b` is before `a`. */
  minutesBetween(a: number, b: number, sessions?: Sessions): number;
  /** Working days with the share of the first and last; 14:00 to 14:00 of the next working day is 1. */
  daysBetween(a: number, b: number): number;
  /** Working dates from the day of `a` (not counted) to the day of `b` (counted): 0 on the same day, negative backwards. */
  datesBetween(a: number, b: number): number;
  isWorking(at: number, sessions?: Sessions): boolean;
  /** Whether nothing is worked on that day, whatever is taken in. Throws `CalendarNotCovered`. */
  isDayOff(at: number): boolean;
  /** `at` inside a session, else the next session's beginning. */
  nextWorking(at: number, sessions?: Sessions): number;
  /** End of the last session of the day of `at`, or undefined on a day off. */
  endOfDay(at: number, sessions?: Sessions): number | undefined;
  covers(at: number): boolean;
}

function basis(days: Days, from: number, to: number): Pick<Computed, 'versionsUsed' | 'provisional'> {
  const years = new Map<number, number>();
  let provisional = false;
  for (let number = dayOf(from); number <= dayOf(to); number += 1) {
    const day = days(number);
    years.set(day.year, day.version);
    provisional ||= day.provisional;
  }
  return { versionsUsed: [...years].map(([year, version]) => ({ year, version })), provisional };
}

/** The later of the day the receipt allows (cut-off) and the day the clock starts on; at the end of its last session. */
function sameDay(days: Days, start: number, limit: TimeLimit, receivedAt: number, sessions: Sessions): number {
  const received = dayOf(receivedAt);
  const late = limit.cutOff !== undefined && receivedAt > startOfDay(received) + timeOfDay(limit.cutOff);
  const byReceipt = workingDayFrom(days, late ? received + 1 : received, sessions);
  const byStart = days(dayOf(nextWorking(days, start, sessions)));
  let day: CalendarDay = byReceipt.day > byStart.day ? byReceipt : byStart;
  for (let extra = 1; extra < limit.value; extra += 1) day = workingDayFrom(days, day.day + 1, sessions);
  return endOf(day, sessions);
}

function addWorkingDays(days: Days, start: number, value: number, sessions: Sessions): number {
  const whole = Math.floor(value);
  const stepped = stepDays(days, nextWorking(days, start, sessions), whole, sessions);
  return value === whole ? stepped : addShare(days, stepped, value - whole, sessions);
}

function datesBetween(days: Days, a: number, b: number): number {
  const [first, last, sign] = dayOf(a) <= dayOf(b) ? [dayOf(a), dayOf(b), 1] : [dayOf(b), dayOf(a), -1];
  let count = 0;
  for (let day: DayNumber = first + 1; day <= last; day += 1) if (days(day).spans.processing.length > 0) count += 1;
  return count * sign;
}

function due(days: Days, start: number, limit: TimeLimit, receivedAt: number, sessions: Sessions): number {
  switch (limit.unit) {
    case 'workingDay':
      return addWorkingDays(days, start, limit.value, sessions);
    case 'workingHour':
      return addWorked(days, start, limit.value * HOUR, sessions);
    case 'sameDay':
      return sameDay(days, start, limit, receivedAt, sessions);
    case 'clockHour':
      return start + limit.value * HOUR;
    case 'calendarDay':
      return start + limit.value * DAY;
  }
}

const plain = (at: number): Computed => ({ at, versionsUsed: [], provisional: false });

function remainingOf(days: Days, unit: TimeLimit['unit'], dueAt: number, pausedAt: number): Remaining {
  if (unit === 'clockHour' || unit === 'calendarDay') return { unit: 'elapsedTime', ms: Math.max(0, dueAt - pausedAt) };
  if (unit === 'workingHour') return { unit: 'workingTime', ms: Math.max(0, workedBetween(days, pausedAt, dueAt, 'processing')) };
  return { unit: 'workingDay', days: Math.max(0, daysBetween(days, pausedAt, dueAt, 'processing')) };
}

/** Working time over published calendars. Pure: same calendars, same answers, on any host in any zone. */
export function workingCalendar(calendars: readonly PublishedCalendar[]): WorkingCalendar {
  const byNumber = daysOf(calendars);
  const days = refusing(byNumber);
  const computed = (start: number, at: number): Computed => ({ at, ...basis(days, start, at) });
  return {
    addTime(start, limit, receivedAt = start, sessions = 'processing') {
      const at = due(days, start, limit, receivedAt, sessions);
      return limit.unit === 'clockHour' || limit.unit === 'calendarDay' ? plain(at) : computed(Math.min(start, receivedAt), at);
    },
    remaining: (unit, dueAt, pausedAt) => remainingOf(days, unit, dueAt, pausedAt),
    resume(at, left) {
      if (left.unit === 'elapsedTime') return plain(at + left.ms);
      if (left.unit === 'workingTime') return computed(at, addWorked(days, at, left.ms, 'processing'));
      return computed(at, addShare(days, at, left.days, 'processing'));
    },
    minutesBetween: (a, b, sessions = 'processing') => workedBetween(days, a, b, sessions) / MINUTE,
    daysBetween: (a, b) => daysBetween(days, a, b, 'processing'),
    datesBetween: (a, b) => datesBetween(days, a, b),
    isWorking: (at, sessions = 'processing') => days(dayOf(at)).spans[sessions].some((span) => span.from <= at && at < span.to),
    isDayOff: (at) => days(dayOf(at)).spans.processing.length === 0,
    nextWorking: (at, sessions = 'processing') => nextWorking(days, at, sessions),
    endOfDay: (at, sessions = 'processing') => days(dayOf(at)).spans[sessions].at(-1)?.to,
    covers: (at) => byNumber.has(dayOf(at)),
  };
}
