import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { procedure } from '../../test/published.ts';
import { feeOf } from './fee.ts';

const filedAt = '2026-11-25T08:00:00.000+07:00';
const free = { kind: 'free', amount: 0 } as const;
const unknown = { kind: 'unknown' } as const;

test('what the law waives is nothing, copies are counted, what the province sets is unknown and never free', () => {
  expect(feeOf(procedure(), { copies: 0 }, filedAt)).toStrictEqual(free);
  expect(feeOf(procedure(), { copies: 3 }, filedAt)).toStrictEqual({ kind: 'known', amount: 24_000 });
  expect(feeOf(procedure(), { birthDate: '2026-09-25', copies: 3 }, filedAt)).toStrictEqual(unknown);
});

describe('a fee for what is older than 60 days', () => {
  const fee = (birthDate: unknown, at: string) => feeOf(procedure(), { birthDate }, at);

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
