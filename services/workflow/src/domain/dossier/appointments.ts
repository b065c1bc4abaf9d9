import type { CalendarBasis, TimeLimit } from '@motcua/contracts';
import type { z } from 'zod';

export type Basis = z.infer<typeof CalendarBasis>;

/** A moment the law or the province promises, and the calendar versions it rests on. */
export interface Appointment {
  readonly at: string;
  readonly calendar: Basis;
}

/**
 * Working time as the published calendars have it; pure. Instants are RFC 3339 with +07:00.
 * Throws `Rejection('calendar-not-covered')` where no published calendar covers a date it needs.
 */
export interface Appointments {
  /** `receivedAt` is what a same-day limit's cut-off is measured on; default the start. */
  after(start: string, limit: TimeLimit, receivedAt?: string): Appointment;
  /** The same for the counter's limit to answer, which also counts sessions kept for taking in only. */
  answerBy(receivedAt: string, limit: TimeLimit): Appointment;
  /** What was left of a limit when its clock stopped, from the moment it goes on. */
  afterPause(pause: { readonly unit: TimeLimit['unit']; readonly dueAt: string; readonly from: string; readonly to: string }): Appointment;
  /** Working minutes between two moments. */
  minutesBetween(from: string, to: string): number;
  /** Working dates from one moment's day to another's; negative backwards, 0 on the same day. */
  datesBetween(from: string, to: string): number;
  isWorking(at: string): boolean;
  /** A weekend, a holiday, a day swapped for another; `date`: `YYYY-MM-DD`. */
  isDayOff(date: string): boolean;
  /** The moment itself inside a session, else the next session's beginning. */
  nextWorking(at: string): string;
}
