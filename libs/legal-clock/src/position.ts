import type { CalendarDay, Sessions, Span } from './days.ts';
import { CalendarNotCovered } from './errors.ts';
import { DAY, type DayNumber, dateOfDay, dayOf } from './zone.ts';

/** Looks a date up, or refuses. */
export type Days = (day: DayNumber) => CalendarDay;

export const refusing =
  (days: ReadonlyMap<DayNumber, CalendarDay>): Days =>
  (day) => {
    const found = days.get(day);
    if (!found) throw new CalendarNotCovered(dateOfDay(day));
    return found;
  };

const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, span) => sum + span.to - span.from, 0);
const workedBy = (spans: readonly Span[], at: number) =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(at, span.to) - span.from), 0);

/** Shares are fractions; a sum within this of a whole day is that whole day. */
const TINY = 1e-9;

/** The next day, from `day` on, on which these sessions are held. */
export function workingDayFrom(days: Days, day: DayNumber, sessions: Sessions): CalendarDay {
  for (let next = day; ; next += 1) {
    const found = days(next);
    if (found.spans[sessions].length > 0) return found;
  }
}

/** `at` itself inside a session, else the beginning of the next one. */
export function nextWorking(days: Days, at: number, sessions: Sessions): number {
  for (const span of days(dayOf(at)).spans[sessions]) if (at < span.to) return Math.max(at, span.from);
  return firstOf(workingDayFrom(days, dayOf(at) + 1, sessions), sessions).from;
}

function firstOf(day: CalendarDay, sessions: Sessions): Span {
  const first = day.spans[sessions][0];
  if (!first) throw new CalendarNotCovered(dateOfDay(day.day));
  return first;
}

/** The end of a day's last session. */
export function endOf(day: CalendarDay, sessions: Sessions): number {
  return (day.spans[sessions].at(-1) ?? firstOf(day, sessions)).to;
}

/** Milliseconds inside sessions between two moments; negative when `to` is earlier. */
export function workedBetween(days: Days, from: number, to: number, sessions: Sessions): number {
  if (to < from) return -workedBetween(days, to, from, sessions);
  let sum = 0;
  for (let day = dayOf(from); day <= dayOf(to); day += 1) {
    const { spans } = days(day);
    sum += workedBy(spans[sessions], to) - workedBy(spans[sessions], from);
  }
  return sum;
}

/** Walks `amount` milliseconds of session time on; ends inside or at the end of a session, never at the next one's beginning. */
export function addWorked(days: Days, from: number, amount: number, sessions: Sessions): number {
  let at = nextWorking(days, from, sessions);
  let left = amount;
  for (let day = days(dayOf(at)); ; day = workingDayFrom(days, day.day + 1, sessions)) {
    for (const span of day.spans[sessions]) {
      if (span.to <= at) continue;
      const start = Math.max(at, span.from);
      if (left <= span.to - start) return start + left;
      left -= span.to - start;
      at = span.to;
    }
  }
}

/** The same time of day on another date, moved into that day's sessions; past its last one, that one's end. */
function sameTimeOn(day: CalendarDay, wanted: number, sessions: Sessions): number {
  for (const span of day.spans[sessions]) if (wanted < span.to) return Math.max(wanted, span.from);
  return endOf(day, sessions);
}

/** Steps whole working days and keeps the time of day. `from` must be inside a session. */
export function stepDays(days: Days, from: number, count: number, sessions: Sessions): number {
  let day = days(dayOf(from));
  const start = day.day;
  for (let step = 0; step < count; step += 1) day = workingDayFrom(days, day.day + 1, sessions);
  return day.day === start ? from : sameTimeOn(day, from + (day.day - start) * DAY, sessions);
}

/**
 * Adds a part of a working day, whatever the day's minutes: 0.6 of a day plus 0.5 is 0.1 of the next one.
 * A position is the share of the day's session time that has passed, so days of different length stay in order.
 */
export function addShare(days: Days, from: number, share: number, sessions: Sessions): number {
  const start = nextWorking(days, from, sessions);
  let day = days(dayOf(start));
  let left = workedBy(day.spans[sessions], start) / lengthOf(day.spans[sessions]) + share;
  while (left > 1 + TINY) {
    day = workingDayFrom(days, day.day + 1, sessions);
    left -= 1;
  }
  return addWorked(days, firstOf(day, sessions).from, Math.round(Math.min(1, left) * lengthOf(day.spans[sessions])), sessions);
}

/** Working days between two moments, with the share of the first and the last day; negative when `to` is earlier. */
export function daysBetween(days: Days, from: number, to: number, sessions: Sessions): number {
  if (to < from) return -daysBetween(days, to, from, sessions);
  let sum = 0;
  for (let day = dayOf(from); day <= dayOf(to); day += 1) {
    const spans = days(day).spans[sessions];
    if (spans.length > 0) sum += (workedBy(spans, to) - workedBy(spans, from)) / lengthOf(spans);
  }
  return sum;
}
