import type { CalendarDefinition } from '@motcua/contracts';
import { type DayNumber, dayOfDate, startOfDay, timeOfDay, weekdayOf } from './zone.ts';

/** A calendar year with the version it was published under. */
export interface PublishedCalendar {
  readonly version: number;
  readonly definition: CalendarDefinition;
}

/** Half open, in epoch milliseconds: the last moment of a session is no longer in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which sessions count: those in which dossiers are worked on, or also those in which they are only taken in (Saturday morning). */
export type Sessions = 'processing' | 'intake';

/** One date of a published calendar. */
export interface CalendarDay {
  readonly day: DayNumber;
  readonly year: number;
  readonly version: number;
  readonly provisional: boolean;
  readonly spans: Readonly<Record<Sessions, readonly Span[]>>;
}

type DayOff = CalendarDefinition['daysOff'][number];
const holds = (range: { from: string; to: string }, day: DayNumber) => dayOfDate(range.from) <= day && day <= dayOfDate(range.to);

function spansOf(definition: CalendarDefinition, day: DayNumber, weekday: number, withIntake: boolean): Span[] {
  const midnight = startOfDay(day);
  const spans: Span[] = definition.sessions
    .filter((session) => session.weekday === weekday && (withIntake || !session.intakeOnly))
    .map((session) => ({ from: midnight + timeOfDay(session.from), to: midnight + timeOfDay(session.to) }))
    .filter((span) => span.from < span.to)
    .sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else merged.push(span);
  }
  return merged;
}

function dayIn({ version, definition }: PublishedCalendar, day: DayNumber): CalendarDay {
  const off: DayOff | undefined = definition.daysOff.find((range) => holds(range, day));
  const swap = definition.swappedDays.find((entry) => dayOfDate(entry.date) === day);
  const weekday = swap?.asWeekday ?? weekdayOf(day);
  // A swapped day is published for that very date, so it wins over a range of days off around it.
  const closed = off !== undefined && swap === undefined;
  const provisional = (swap?.provisional ?? off?.provisional ?? false) || definition.provisional.some((range) => holds(range, day));
  return {
    day,
    year: definition.year,
    version,
    provisional,
    spans: {
      processing: closed ? [] : spansOf(definition, day, weekday, false),
      intake: closed ? [] : spansOf(definition, day, weekday, true),
    },
  };
}

/** Every date the calendars cover; of two versions of a year the later one counts. */
export function daysOf(calendars: readonly PublishedCalendar[]): ReadonlyMap<DayNumber, CalendarDay> {
  const days = new Map<DayNumber, CalendarDay>();
  for (const calendar of [...calendars].sort((a, b) => a.version - b.version)) {
    const { from, to } = calendar.definition.covers;
    for (let day = dayOfDate(from); day <= dayOfDate(to); day += 1) days.set(day, dayIn(calendar, day));
  }
  return days;
}
