import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, year2026 as calendar } from '../test/calendars.ts';
import { attribute, fromInstant, minutesPerHolder, toInstant } from './index.ts';

const from = at('2026-01-05T00:00');
const moment = fc.integer({ min: 0, max: 500 * 24 * 60 }).map((minutes) => from + minutes * 60_000);
const limit = fc.oneof(
  fc.record({
    value: fc.integer({ min: 1, max: 60 }).map((n) => n / 2),
    unit: fc.constantFrom('workingDay' as const, 'workingHour' as const),
  }),
  fc.record({ value: fc.integer({ min: 1, max: 20 }), unit: fc.constantFrom('clockHour' as const, 'calendarDay' as const) }),
  fc.constant({ value: 1, unit: 'sameDay' as const, cutOff: '15:00' }),
);

test('monotone: a later start is never due earlier', () => {
  fc.assert(
    fc.property(moment, moment, limit, (a, b, time) => {
      const [first, second] = a <= b ? [a, b] : [b, a];
      expect(calendar.addTime(first, time).at).toBeLessThanOrEqual(calendar.addTime(second, time).at);
    }),
  );
});

test('monotone: a longer limit is never due earlier', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (start, a, b) => {
      const dueOf = (halves: number) => calendar.addTime(start, { value: halves / 2, unit: 'workingDay' }).at;
      expect(dueOf(Math.min(a, b))).toBeLessThanOrEqual(dueOf(Math.max(a, b)));
    }),
  );
});

test('adding and measuring are inverse, in hours and in days', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 60 }), (start, halves) => {
      const hours = calendar.addTime(start, { value: halves / 2, unit: 'workingHour' }).at;
      expect(calendar.minutesBetween(start, hours)).toBeCloseTo(halves * 30, 6);
      const days = calendar.addTime(start, { value: halves / 2, unit: 'workingDay' }).at;
      expect(calendar.daysBetween(start, days)).toBeCloseTo(halves / 2, 5);
    }),
  );
});

test('a pause without length changes nothing: what is left is due at the same working moment', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (start, halves, part) => {
      const due = calendar.addTime(start, { value: halves / 2, unit: 'workingDay' }).at;
      const pausedAt = Math.round(start + (due - start) * part);
      const resumed = calendar.resume(pausedAt, calendar.remaining('workingDay', due, pausedAt)).at;
      expect(Math.abs(calendar.minutesBetween(due, resumed))).toBeLessThan(0.01);
    }),
  );
});

test('measured time adds up', () => {
  fc.assert(
    fc.property(moment, moment, moment, (a, b, c) => {
      expect(calendar.minutesBetween(a, b) + calendar.minutesBetween(b, c)).toBeCloseTo(calendar.minutesBetween(a, c), 6);
    }),
  );
});

test('attributed stretches partition the whole time exactly, for every history', () => {
  const holder = fc.constantFrom('unit:a', 'unit:b', 'citizen', 'payment', 'suspension', 'consent', 'synchronisation');
  fc.assert(
    fc.property(fc.array(fc.record({ from: moment, holder }), { minLength: 1, maxLength: 20 }), moment, (turns, until) => {
      const held = attribute(calendar, turns, until);
      const start = turns[0]?.from ?? until;
      if (start >= until) {
        expect(held).toEqual([]);
        return;
      }
      expect(held[0]?.from).toBe(start);
      expect(held.at(-1)?.to).toBe(until);
      held.slice(1).forEach((stretch, index) => {
        expect(stretch.from).toBe(held[index]?.to);
      });
      const sum = held.reduce((total, stretch) => total + stretch.minutes, 0);
      expect(Math.round(sum * 60_000)).toBe(Math.round(calendar.minutesBetween(start, until) * 60_000));
      expect([...minutesPerHolder(held, (key) => key).values()].reduce((total, minutes) => total + minutes, 0)).toBeCloseTo(sum, 3);
    }),
  );
});

test('instants read back as they were written', () => {
  fc.assert(fc.property(moment, (time) => fromInstant(toInstant(time)) === time));
  expect(() => fromInstant('2026-11-27T14:00:00')).toThrow(RangeError);
});

test('the zone of the host changes nothing', () => {
  const zones = ['Asia/Ho_Chi_Minh', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Europe/London'];
  const probe = fileURLToPath(new URL('../test/probe.ts', import.meta.url));
  const answers = zones.map((TZ) =>
    execFileSync(process.execPath, ['--conditions=motcua:source', '--disable-warning=ExperimentalWarning', probe], {
      env: { ...process.env, TZ },
    }).toString(),
  );
  expect(JSON.parse(answers[0] ?? '')).toMatchObject({ due: '2026-11-19T14:00:00.000+07:00' });
  expect(new Set(answers.map((answer) => JSON.parse(answer).zone)).size).toBe(zones.length);
  const withoutZone = answers.map((answer) => ({ ...JSON.parse(answer), zone: '' }));
  expect(new Set(withoutZone.map((answer) => JSON.stringify(answer))).size).toBe(1);
});
