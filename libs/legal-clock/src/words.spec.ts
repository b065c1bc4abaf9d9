import { expect, test } from 'vitest';
import { at, year2026 } from '../test/calendars.ts';
import { budgetMinutes, dateInWords, inWords, leftInWords, momentInWords } from './index.ts';

test('dates carry their weekday', () => {
  expect(dateInWords(at('2026-11-27T16:30'))).toBe('thứ Sáu, 27/11/2026');
  expect(dateInWords(at('2026-11-22T00:00'))).toBe('Chủ nhật, 22/11/2026');
  expect(dateInWords(at('2026-11-27T16:30'), 'en')).toBe('Friday, 27 November 2026');
  expect(momentInWords(at('2026-11-27T16:30'))).toBe('16 giờ 30, thứ Sáu, 27/11/2026');
  expect(momentInWords(at('2026-11-27T08:00'))).toBe('8 giờ, thứ Sáu, 27/11/2026');
  expect(momentInWords(at('2026-11-27T08:00'), 'en')).toBe('08:00 on Friday, 27 November 2026');
  // Decree 30/2020/NĐ-CP, annex I, II.4: in figures, days below ten and the first months have a zero.
  expect(dateInWords(at('2026-02-03T08:00'))).toBe('thứ Ba, 03/02/2026');
});

test('what is left is said in days from one day up, in hours and minutes below', () => {
  const left = (due: string, now: string, language?: 'en') => leftInWords(year2026, at(due), at(now), language);
  expect(left('2026-11-27T14:00', '2026-11-23T15:00')).toBe('còn 3 ngày làm việc');
  expect(left('2026-11-20T14:00', '2026-11-20T09:00')).toBe('còn 3 giờ làm việc');
  expect(left('2026-11-20T14:00', '2026-11-20T13:45')).toBe('còn 15 phút làm việc');
  expect(left('2026-11-18T14:00', '2026-11-20T14:00')).toBe('chậm 2 ngày làm việc');
  expect(left('2026-11-19T14:00', '2026-11-18T14:00', 'en')).toBe('1 working day left');
  expect(left('2026-11-18T14:00', '2026-11-18T16:00', 'en')).toBe('2 working hours late');
  expect(inWords(year2026, at('2026-11-20T14:00'), at('2026-11-18T14:00'))).toBe('thứ Sáu, 20/11/2026, còn 2 ngày làm việc');
});

test('budgets are read in minutes', () => {
  expect([budgetMinutes('PT1H30M'), budgetMinutes('PT6H'), budgetMinutes('PT45M')]).toEqual([90, 360, 45]);
});
