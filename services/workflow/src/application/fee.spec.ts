import { addDays, workingCalendar } from '@motcua/legal-clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendar, procedure } from '../../test/published.ts';
import { appointmentsOf } from './appointments.ts';
import { feeOf } from './fee.ts';

const filedAt = '2026-11-25T08:00:00.000+07:00';
const noDayOff = { isDayOff: () => false };
const free = { kind: 'free', amount: 0 } as const;
const unknown = { kind: 'unknown' } as const;

test('what the law waives is nothing, copies are counted, what the province sets is unknown and never free', () => {
  expect(feeOf(procedure(), { copies: 0 }, filedAt, noDayOff)).toStrictEqual(free);
  expect(feeOf(procedure(), { copies: 3 }, filedAt, noDayOff)).toStrictEqual({ kind: 'known', amount: 24_000 });
  expect(feeOf(procedure(), { birthDate: '2026-09-25', copies: 3 }, filedAt, noDayOff)).toStrictEqual(unknown);
});

test('without the form only what does not depend on it is known', () => {
  const [byLaw, late, copies] = procedure().fees;
  const fee = (...fees: unknown[]) => feeOf(procedure({ fees }), undefined, filedAt, noDayOff);
  expect(fee(byLaw)).toStrictEqual(free);
  expect(fee(byLaw, late)).toStrictEqual(unknown);
  expect(fee(byLaw, copies)).toStrictEqual(unknown);
});

describe('a fee for what is older than 60 days', () => {
  const fee = (birthDate: unknown, at: string) => feeOf(procedure(), { birthDate }, at, noDayOff);

  test('is not owed on the sixtieth day after the birth, until its last moment in Việt Nam', () => {
    expect(fee('2026-09-26', '2026-11-25T16:59:59.999Z')).toStrictEqual(free);
    expect(fee('2026-09-26', '2026-11-25T17:00:00.000Z')).toStrictEqual(unknown);
  });

  test('is owed from the sixty-first day on, counted on the calendar of Việt Nam, at whatever offset the filing was written', () => {
    const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' });
    const first = Date.parse('2000-01-01T00:00:00Z');
    const moment = fc.integer({ min: 0, max: 40 * 365 * 86_400 - 1 }).map((seconds) => new Date(first + seconds * 1_000));
    const zone = fc.integer({ min: -12, max: 14 });
    const written = (at: Date, hours: number): string => {
      const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
      return new Date(at.getTime() + hours * 3_600_000).toISOString().replace('Z', offset);
    };
    fc.assert(
      fc.property(moment, zone, fc.oneof(fc.constantFrom(59, 60, 61), fc.integer({ min: -3, max: 130 })), (at, hours, days) => {
        // The birth is so many sheets back on a calendar that hangs in Việt Nam.
        const born = new Date(`${calendar.format(at)}T12:00:00Z`);
        born.setUTCDate(born.getUTCDate() - days);
        expect(fee(born.toISOString().slice(0, 10), written(at, hours))).toStrictEqual(days > 60 ? unknown : free);
      }),
    );
  });

  test.each([undefined, '', '2026', '2026-01', 'hôm qua', 20_260_101, ['2026-01-01'], '2026-13-45'])('is not owed for %j', (birthDate) => {
    expect(fee(birthDate, filedAt)).toStrictEqual(free);
  });
});

const off = (from: string, name: string, to = from) => ({ from, to, name, legalBasis: 'test', provisional: false });
/** Days off of 2026 as they were published: Saturday 22/8 was worked in place of Monday 31/8, Tuesday 24/11 is off (Nghị quyết 28/2026/QH16 Đ.2). */
const year2026 = {
  ...calendar,
  daysOff: [
    off('2026-01-01', 'Tết Dương lịch', '2026-01-02'),
    off('2026-08-31', 'Hoán đổi'),
    off('2026-09-01', 'Quốc khánh', '2026-09-02'),
    off('2026-11-24', 'Ngày Văn hóa Việt Nam'),
  ],
  swappedDays: [{ date: '2026-08-22', asWeekday: 1, legalBasis: 'test', provisional: false }],
};
const published = appointmentsOf(workingCalendar([{ version: 1, definition: year2026 }]));

describe('a limit whose last day is a day off ends with the next working day (Bộ luật Dân sự 2015, Đ.148(5))', () => {
  const fee = (birthDate: string, filedOn: string) => feeOf(procedure(), { birthDate }, `${filedOn}T20:00:00.000+07:00`, published);

  test.each<[why: string, born: string, lastDay: string]>([
    ['the 60th day is a Friday', '2026-09-21', '2026-11-20'],
    ['… a Saturday', '2026-09-22', '2026-11-23'],
    ['… a Sunday', '2026-09-23', '2026-11-23'],
    ['… a Monday', '2026-09-24', '2026-11-23'],
    ['… a holiday in the week', '2026-09-25', '2026-11-25'],
    ['… the first of five days off', '2026-06-30', '2026-09-03'],
    ['… a Saturday worked in place of another day', '2026-06-23', '2026-08-22'],
    ['… the day that this Saturday is worked for', '2026-07-02', '2026-09-03'],
  ])('%s: born %s, free up to %s', (_why, born, lastDay) => {
    expect(fee(born, lastDay)).toStrictEqual(free);
    expect(fee(born, addDays(lastDay, 1))).toStrictEqual(unknown);
  });

  test('a birth long before the first calendar is late without one', () => {
    expect(fee('1980-03-01', '2026-11-25')).toStrictEqual(unknown);
  });

  test('where the days in question are in no calendar, nothing is guessed', () => {
    expect(() => fee('2025-11-01', '2026-01-02')).toThrow(expect.objectContaining({ code: 'calendar-not-covered' }));
  });
});
