import { fromInstant, toInstant, workingCalendar } from '@motcua/legal-clock';
import { expect, test } from 'vitest';
import { demoCalendars, publishedCases2018 } from './index.ts';

const calendar = workingCalendar(demoCalendars.map((definition) => ({ version: 1, definition })));
const at = (local: string) => fromInstant(`${local}:00+07:00`);
const days = (start: string, value: number) => calendar.addTime(at(start), { value, unit: 'workingDay' });
const working = (date: string) => calendar.isWorking(at(`${date}T09:00`));

test('the cases published in 2018 come out as published', () => {
  for (const { received, workingDays, due } of publishedCases2018) {
    expect(toInstant(days(`${received}T09:00`, workingDays).at)).toContain(due);
  }
});

test('Tết, make-up days, swaps and the Day of Culture', () => {
  const off = [
    '2024-02-14',
    '2024-04-29',
    '2025-01-27',
    '2025-05-02',
    '2026-02-16',
    '2026-04-27',
    '2026-08-31',
    '2026-11-24',
    '2027-05-03',
  ];
  for (const date of off) expect(working(date), date).toBe(false);
  const on = ['2024-02-15', '2024-05-04', '2025-04-26', '2026-01-10', '2026-08-22', '2026-11-23', '2026-11-25'];
  for (const date of on) expect(working(date), date).toBe(true);
});

test('2027 is provisional where it is not settled, and only there', () => {
  expect(days('2027-02-01T09:00', 5).provisional).toBe(true);
  expect(days('2027-08-31T09:00', 3).provisional).toBe(true);
  expect(days('2027-03-01T09:00', 5).provisional).toBe(false);
  expect(days('2026-11-23T09:00', 5).provisional).toBe(false);
});

test('2019 is refused', () => expect(() => days('2019-01-07T09:00', 1)).toThrow('2019-01-07'));
