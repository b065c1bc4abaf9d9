import type { DossierEvent, PublicEvent } from '@motcua/contracts';
import { scenario } from '@motcua/es/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lifeOf, newPerson } from '../../../test/dossier-life.ts';
import { publicLog, type Translate } from './public-log.decider.ts';

const { dossier } = lifeOf(newPerson('018f3b0e-0000-8000-8000-000000000001'));
const { opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned } = dossier;
const life: readonly DossierEvent[] = [opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned];
const commands: readonly Translate[] = life.map((event, revision) => ({ kind: 'dossier', event, revision }));
const rated: Translate = {
  kind: 'rated',
  event: {
    type: 'DossierRated.v1',
    data: { dossierId: opened.data.dossierId, at: '2026-11-25T12:00:00.000+07:00', score: 4, sealed: {} },
  },
};

/** What stands in the log after these, in this order. */
const logged = (said: readonly Translate[]): readonly PublicEvent[] => {
  const log: PublicEvent[] = [];
  for (const command of said) log.push(...publicLog.decide(command, log.reduce(publicLog.evolve, publicLog.initialState)));
  return log;
};

test('a life is told in order, and nothing that is none of the neighbours’ business', () => {
  expect(logged([...commands, rated]).map(({ type, data }) => `${type} ${data.stage}`)).toEqual([
    'PublicDossierOpened.v1 submitted',
    'PublicDossierAccepted.v1 accepted',
    'PublicDossierStageChanged.v1 inProgress',
    'PublicDossierStageChanged.v1 awaitingSupplement',
    'PublicDossierStageChanged.v1 inProgress',
    'PublicDossierDueDateChanged.v1 inProgress',
    'PublicDossierBreached.v1 inProgress',
    'PublicDossierResultIssued.v1 resolved',
    'PublicDossierReturned.v1 returned',
    'PublicDossierRated.v1 returned',
  ]);
});

test('what was translated is skipped, however often any of it is heard again', () => {
  const once = logged(commands);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...commands)), (again) => {
      expect(logged([...commands, ...again])).toEqual(once);
    }),
  );
});

test('the opening comes first: whoever missed it makes nothing up', () => {
  for (const command of commands.slice(1)) scenario(publicLog).given().when(command).thenRejected('log-not-opened');
});

test('a rating waits for the return, and is told once', () => {
  const before = logged(commands.slice(0, -1));
  scenario(publicLog).given().when(rated).thenRejected('log-not-returned');
  scenario(publicLog)
    .given(...before)
    .when(rated)
    .thenRejected('log-not-returned');
  scenario(publicLog)
    .given(...logged([...commands, rated]))
    .when(rated)
    .thenNothing();
});

test('the clock of a fact stands still while the citizen is asked, and has the new appointment afterwards', () => {
  const clocks = logged(commands.slice(0, 6)).map(({ data }) => data.clock);
  expect(clocks[3]?.running).toBe(false);
  expect(clocks[5]).toEqual({ dueAt: resumed.data.dueAt, running: true });
});
