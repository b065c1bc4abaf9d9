import { Rejection } from '@motcua/es';
import { CalendarNotCovered, type Computed, fromInstant, toInstant, type WorkingCalendar } from '@motcua/legal-clock';
import type { Appointment, Appointments } from '../domain/dossier/appointments.ts';

const appointment = ({ at, versionsUsed, provisional }: Computed): Appointment => ({
  at: toInstant(at),
  calendar: { versions: versionsUsed.map(({ year, version }) => ({ year, version })), provisional },
});

/** A date that no published calendar covers is refused, loudly; everything else stays the fault it is. */
const covered = <T>(compute: () => T): T => {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CalendarNotCovered) throw new Rejection('calendar-not-covered', { date: error.date });
    throw error;
  }
};

/** The domain's appointments over the working calendar of what is published. */
export const appointmentsOf = (calendar: WorkingCalendar): Appointments => ({
  after: (start, limit, receivedAt = start) =>
    covered(() => appointment(calendar.addTime(fromInstant(start), limit, fromInstant(receivedAt)))),
  answerBy: (receivedAt, limit) =>
    covered(() => appointment(calendar.addTime(fromInstant(receivedAt), limit, fromInstant(receivedAt), 'intake'))),
  afterPause: ({ unit, dueAt, from, to }) =>
    covered(() => appointment(calendar.resume(fromInstant(to), calendar.remaining(unit, fromInstant(dueAt), fromInstant(from))))),
  minutesBetween: (from, to) => covered(() => calendar.minutesBetween(fromInstant(from), fromInstant(to))),
  datesBetween: (from, to) => covered(() => calendar.datesBetween(fromInstant(from), fromInstant(to))),
  isWorking: (at) => covered(() => calendar.isWorking(fromInstant(at), 'intake')),
  isDayOff: (date) => covered(() => calendar.isDayOff(fromInstant(`${date}T00:00:00+07:00`))),
  nextWorking: (at) => covered(() => toInstant(calendar.nextWorking(fromInstant(at)))),
});
