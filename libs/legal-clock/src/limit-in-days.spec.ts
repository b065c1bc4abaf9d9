import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLimitOver } from './limit-in-days.ts';
import { addDays } from './zone.ts';

const weekend = new Set(['2026-11-21', '2026-11-22']);
const lastDay = '2026-11-21';
const over = (on: string, isDayOff = (date: string) => weekend.has(date)): boolean => isLimitOver(lastDay, { on, isDayOff });

describe('a limit in days', () => {
  test('that ends on a Saturday is over after Monday', () => {
    expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].filter((on) => over(on))).toStrictEqual([]);
    expect(over('2026-11-24')).toBe(true);
  });

  test('is over the day after its last where nothing is off', () => {
    expect([over(lastDay, () => false), over(addDays(lastDay, 1), () => false)]).toStrictEqual([false, true]);
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), (days) => {
        expect(over(addDays(lastDay, days), () => false)).toBe(days > 0);
      }),
    );
  });

  test('asks the calendar no further back than the last working day before the filing', () => {
    const asked: string[] = [];
    const isDayOff = (date: string): boolean => {
      asked.push(date);
      return weekend.has(date);
    };
    expect(isLimitOver('1980-05-01', { on: '2026-11-23', isDayOff })).toBe(true);
    expect(asked).toStrictEqual(['2026-11-22', '2026-11-21', '2026-11-20']);
  });
});
