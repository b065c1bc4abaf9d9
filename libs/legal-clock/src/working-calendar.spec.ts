import { describe, expect, test } from 'vitest';
import { at, calendarOf, year2018, year2026 } from '../test/calendars.ts';
import { CalendarNotCovered, toInstant, workingCalendar } from './index.ts';

const days = (value: number) => ({ value, unit: 'workingDay' as const });
const sameDay = { value: 1, unit: 'sameDay' as const, cutOff: '15:00' };
const due = (start: string, limit: Parameters<typeof year2026.addTime>[1], received?: string) =>
  toInstant(year2026.addTime(at(start), limit, received === undefined ? undefined : at(received)).at).slice(0, 16);

describe('working days', () => {
  test('keep the position in the day', () => {
    expect(due('2026-11-16T14:00', days(3))).toBe('2026-11-19T14:00');
  });
  test('a start outside the sessions moves to the beginning of the next one', () => {
    expect(due('2026-11-16T12:00', days(1))).toBe('2026-11-17T13:30');
    expect(due('2026-11-13T17:00', days(1))).toBe('2026-11-17T07:30');
    expect(due('2026-11-21T08:00', days(1))).toBe('2026-11-25T07:30');
  });
  test('halves go on into the next day', () => {
    expect(due('2026-11-16T07:30', days(0.5))).toBe('2026-11-16T11:15');
    expect(due('2026-11-16T14:00', days(0.5))).toBe('2026-11-17T08:15');
    expect(due('2026-11-16T14:00', days(1.5))).toBe('2026-11-18T08:15');
  });
  test('a Saturday worked instead of another day counts, an ordinary one does not', () => {
    expect(due('2026-08-21T09:00', days(1))).toBe('2026-08-22T09:00');
    expect(due('2026-08-28T09:00', days(1))).toBe('2026-09-03T09:00');
  });
});

test('a weekend and a holiday are days off, a Saturday worked instead of another day is not', () => {
  const off = ['2026-08-21', '2026-08-22', '2026-08-23', '2026-08-31', '2026-09-02', '2026-11-24'].filter((date) =>
    year2026.isDayOff(at(`${date}T09:00`)),
  );
  expect(off).toStrictEqual(['2026-08-23', '2026-08-31', '2026-09-02', '2026-11-24']);
  expect(() => year2026.isDayOff(at('2031-01-01T09:00'))).toThrow(CalendarNotCovered);
});

describe('the cases published in 2018', () => {
  const due2018 = (start: string, value: number) => toInstant(year2018.addTime(at(start), days(value)).at).slice(0, 16);
  test('received 4/9, appointed 6/9', () => expect(due2018('2018-09-04T08:00', 2)).toBe('2018-09-06T08:00'));
  test('received 4/9, appointed 5/9', () => expect(due2018('2018-09-04T14:30', 1)).toBe('2018-09-05T14:30'));
  test('received 23/8, appointed 14/9, 15 working days with 3/9 off', () => {
    expect(due2018('2018-08-23T09:00', 15)).toBe('2018-09-14T09:00');
  });
  test('done on 4/9 they were two, one and eight days early', () => {
    for (const [dueDay, early] of [
      ['2018-09-06', 2],
      ['2018-09-05', 1],
      ['2018-09-14', 8],
    ] as const) {
      expect(year2018.datesBetween(at('2018-09-04T16:00'), at(`${dueDay}T09:00`))).toBe(early);
    }
  });
});

describe('the same day', () => {
  test('up to the cut-off: the end of that day; later: of the next working day', () => {
    expect(due('2026-11-19T09:00', sameDay)).toBe('2026-11-19T17:00');
    expect(due('2026-11-19T15:00', sameDay)).toBe('2026-11-19T17:00');
    expect(due('2026-11-19T15:20', sameDay)).toBe('2026-11-20T17:00');
    expect(due('2026-11-20T15:01', sameDay)).toBe('2026-11-23T17:00');
    expect(due('2026-11-23T15:01', sameDay)).toBe('2026-11-25T17:00');
  });
  test('the cut-off is measured on receipt, not on acceptance', () => {
    expect(due('2026-11-19T16:00', sameDay, '2026-11-19T14:00')).toBe('2026-11-19T17:00');
    expect(due('2026-11-20T08:00', sameDay, '2026-11-19T20:15')).toBe('2026-11-20T17:00');
  });
  test('it is never over before its clock starts', () => {
    expect(due('2026-11-20T09:00', sameDay, '2026-11-19T09:00')).toBe('2026-11-20T17:00');
    expect(due('2026-11-19T18:00', sameDay, '2026-11-19T14:00')).toBe('2026-11-20T17:00');
  });
});

describe('hours', () => {
  const hours = (value: number) => ({ value, unit: 'workingHour' as const });
  test('count minutes inside sessions', () => {
    expect(due('2026-11-16T08:00', hours(8))).toBe('2026-11-17T08:30');
    expect(due('2026-11-16T10:30', hours(1))).toBe('2026-11-16T11:30');
    expect(due('2026-11-22T20:15', hours(8))).toBe('2026-11-25T08:00');
  });
  test('a Saturday morning that only takes in counts for intake limits, not for processing', () => {
    expect(toInstant(year2026.addTime(at('2026-11-20T16:00'), hours(2), undefined, 'intake').at)).toContain('2026-11-21T08:30');
    expect(due('2026-11-20T16:00', hours(2))).toBe('2026-11-23T08:30');
    expect(year2026.isWorking(at('2026-11-21T08:00'))).toBe(false);
    expect(year2026.isWorking(at('2026-11-21T08:00'), 'intake')).toBe(true);
  });
  test('clock hours and calendar days count plainly and need no calendar', () => {
    expect(due('2026-11-21T23:00', { value: 2, unit: 'clockHour' })).toBe('2026-11-22T01:00');
    expect(due('2026-12-30T10:00', { value: 10, unit: 'calendarDay' })).toBe('2027-01-09T10:00');
    expect(workingCalendar([]).addTime(0, { value: 1, unit: 'calendarDay' })).toEqual({
      at: 86_400_000,
      versionsUsed: [],
      provisional: false,
    });
  });
});

describe('what a due date rests on', () => {
  test('names the calendar versions it went through', () => {
    expect(year2026.addTime(at('2026-12-30T10:00'), days(5)).versionsUsed).toEqual([
      { year: 2026, version: 3 },
      { year: 2027, version: 1 },
    ]);
  });
  test('says when a part is provisional', () => {
    expect(year2026.addTime(at('2027-01-26T10:00'), days(3)).provisional).toBe(false);
    expect(year2026.addTime(at('2027-02-02T10:00'), days(3)).provisional).toBe(true);
  });
  test('the later version of a year counts', () => {
    const both = workingCalendar([
      { version: 2, definition: calendarOf(2026, ['2026-11-17']) },
      { version: 1, definition: calendarOf(2026, []) },
    ]);
    expect(toInstant(both.addTime(at('2026-11-16T09:00'), days(1)).at)).toContain('2026-11-18T09:00');
  });
  test('a date that is not covered is refused, by its name', () => {
    expect(() => year2018.addTime(at('2018-10-31T10:00'), days(1))).toThrow(new CalendarNotCovered('2018-11-01'));
    expect(() => year2018.minutesBetween(at('2018-07-31T10:00'), at('2018-08-01T10:00'))).toThrow(CalendarNotCovered);
    expect(() => workingCalendar([]).isWorking(at('2026-11-16T10:00'))).toThrow(CalendarNotCovered);
  });
});

describe('a clock that stood still', () => {
  test('goes on with what was left', () => {
    const first = year2026.addTime(at('2026-11-16T14:00'), days(3));
    const left = year2026.remaining('workingDay', first.at, at('2026-11-17T14:00'));
    expect(left).toEqual({ unit: 'workingDay', days: 2 });
    expect(toInstant(year2026.resume(at('2026-11-23T09:00'), left).at)).toContain('2026-11-26T09:00');
  });
  test('has nothing left once it is overdue', () => {
    expect(year2026.remaining('workingDay', at('2026-11-16T14:00'), at('2026-11-17T14:00'))).toEqual({ unit: 'workingDay', days: 0 });
    expect(year2026.remaining('clockHour', 0, 1)).toEqual({ unit: 'elapsedTime', ms: 0 });
  });
});
