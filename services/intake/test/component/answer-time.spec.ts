import { demoCalendars, demoProcedures } from '@motcua/demo';
import { fromInstant } from '@motcua/legal-clock';
import { beforeEach, expect, test } from 'vitest';
import { openWorld } from './world.ts';

let world: Awaited<ReturnType<typeof openWorld>>;
beforeEach(async () => {
  world = await openWorld();
});

const publish = (): void =>
  void world.catalogue.take(demoCalendars.map((definition) => ({ kind: 'calendar' as const, version: 1, definition })));

// Eight working hours of days from 7:30 to 11:30 and from 13:30 to 17:00.
test('is the end of the intake limit, over the night', () => {
  publish();
  expect(world.useCases.answerTime('1.001193', '2026-11-25T10:00:00+07:00')).toStrictEqual({
    by: fromInstant('2026-11-26T10:30:00+07:00'),
  });
});

test('says from when somebody looks at what came in the evening', () => {
  publish();
  expect(world.useCases.answerTime('1.001193', '2026-11-25T20:15:00+07:00')).toStrictEqual({
    by: fromInstant('2026-11-27T08:00:00+07:00'),
    seenFrom: fromInstant('2026-11-26T07:30:00+07:00'),
  });
});

test('skips a day off: 24/11 is one', () => {
  publish();
  expect(world.useCases.answerTime('1.001193', '2026-11-23T16:00:00+07:00')?.by).toBe(fromInstant('2026-11-25T16:30:00+07:00'));
});

test('names the cut-off of a same-day matter that came after it, where the answer still comes on the next working day', () => {
  publish();
  const cutOffOf = (receivedAt: string, procedure = '1.001193') => world.useCases.answerTime(procedure, receivedAt)?.cutOff;
  expect(cutOffOf('2026-11-25T15:20:00+07:00')).toBe(fromInstant('2026-11-25T15:00:00+07:00'));
  expect(cutOffOf('2026-11-25T15:00:00+07:00')).toBeUndefined();
  // Answered on the second working day at the latest: the first cannot be promised.
  expect(cutOffOf('2026-11-25T16:45:00+07:00')).toBeUndefined();
  expect(cutOffOf('2026-11-25T15:20:00+07:00', '1.001612')).toBeUndefined();
});

test('is not known where no calendar is published, or none for that year', () => {
  expect(world.useCases.answerTime('1.001193', '2026-11-25T10:00:00+07:00')).toBeUndefined();
  publish();
  expect(world.useCases.answerTime('1.001193', '2031-11-25T10:00:00+07:00')).toBeUndefined();
});

test('is not promised over days whose holidays are not settled', () => {
  publish();
  expect(world.useCases.answerTime('1.001193', '2027-02-03T16:00:00+07:00')).toBeUndefined();
  expect(world.useCases.answerTime('1.001193', '2027-03-03T16:00:00+07:00')).toBeDefined();
});

test('follows the procedure’s own limit, and the hours of those who take in, not only of those who decide', () => {
  const of2026 = demoCalendars.find(({ year }) => year === 2026);
  const procedure = demoProcedures.find(({ code }) => code === '1.001193');
  const web = procedure?.intakeLimits.web;
  if (!of2026 || !procedure || !web) throw new Error('not in the demo');
  const saturday = { weekday: 6, from: '07:30', to: '11:30', intakeOnly: true };
  world.catalogue.take([
    { kind: 'calendar', version: 1, definition: { ...of2026, sessions: [...of2026.sessions, saturday] } },
    { kind: 'procedure', version: 2, definition: { ...procedure, intakeLimits: { web: { ...web, value: 4 } } } },
  ]);
  // Friday's last hour, and three of Saturday morning.
  expect(world.useCases.answerTime('1.001193', '2026-11-27T16:00:00+07:00')?.by).toBe(fromInstant('2026-11-28T10:30:00+07:00'));
});
