import { z } from 'zod';
import { Instant, OfficerId } from '../values.ts';

const Day = z.iso.date();
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Working sessions of one weekday (1 = Monday … 7 = Sunday), local time Asia/Ho_Chi_Minh. */
export const Session = z.strictObject({ weekday: z.int().min(1).max(7), from: Time, to: Time, intakeOnly: z.boolean().default(false) });

/** A calendar year as published. A date it does not cover refuses to compute. */
export const CalendarDefinition = z.strictObject({
  year: z.int().min(2000).max(2100),
  /** First and last date that may be computed with; an extract covers part of a year. */
  covers: z.strictObject({ from: Day, to: Day }),
  sessions: z.array(Session).min(1),
  daysOff: z.array(
    z.strictObject({ from: Day, to: Day, name: z.string(), legalBasis: z.string(), provisional: z.boolean().default(false) }),
  ),
  /** Worked instead of another day: sessions of the given weekday hold on that date. */
  swappedDays: z.array(
    z.strictObject({ date: Day, asWeekday: z.int().min(1).max(7), legalBasis: z.string(), provisional: z.boolean().default(false) }),
  ),
  /** Known to be unsettled, with what is missing. */
  provisional: z.array(z.strictObject({ from: Day, to: Day, note: z.string() })),
  legalBasis: z.string(),
});
export type CalendarDefinition = z.infer<typeof CalendarDefinition>;

/** Stream `calendar-<year>`. */
export const CalendarPublishedV1 = z.object({ version: z.int().positive(), at: Instant, by: OfficerId, definition: CalendarDefinition });
export type CalendarPublished = { type: 'CalendarPublished.v1'; data: z.infer<typeof CalendarPublishedV1> };
