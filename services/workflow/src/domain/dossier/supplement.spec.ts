import { scenario } from '@motcua/es/testing';
import { describe, expect, test } from 'vitest';
import { at, commands, dossierId, jwe, lived, pinned } from '../../../test/dossier-story.ts';
import { dossierDecider } from './dossier.decider.ts';

const { given } = scenario(dossierDecider);
const after = (...names: (keyof typeof commands)[]) => lived(dossierDecider, ...names.map((name) => commands[name]));
const papers = [
  { code: 'giay-chung-sinh', name: 'Giấy chứng sinh', nameEn: 'Birth note' },
  { code: 'anh', name: 'Ảnh', nameEn: 'Photo' },
];

describe('papers asked for and given', () => {
  test('at intake there is no clock yet', () =>
    given(...after('open'))
      .when(commands.ask)
      .then({
        type: 'SupplementRequested.v1',
        data: {
          dossierId,
          at: at('10:00'),
          by: 'chuyen-vien',
          phase: 'intake',
          clock: 'none',
          round: 1,
          documents: papers,
          sealed: { reason: jwe },
        },
      }));

  test('at intake every paper brings it back to the counter, without an appointment', () =>
    given(...after('open', 'ask'))
      .when(commands.note)
      .then({
        type: 'DossierResumed.v1',
        data: {
          dossierId,
          at: at('10:00', '25'),
          to: 'submitted',
          supplementId: commands.note.supplementId,
          received: papers,
          documents: commands.note.documents,
        },
      }));

  test('at appraisal the whole time starts anew, the promised one and the legal one', () => {
    const events = lived(dossierDecider, commands.open, commands.accept, commands.forward, commands.ask, commands.note);
    const times = { dueAt: at('10:00', '27'), legalDueAt: at('10:00', '30') };
    expect(events.at(-1)).toMatchObject({ type: 'DossierResumed.v1', data: { to: 'inProgress', ...times } });
    expect(events.reduce(dossierDecider.evolve, undefined)?.clock).toMatchObject({ ...times, originalDueAt: at('09:00', '26') });
  });

  describe('or what was left goes on, where the law pauses the clock', () => {
    const pausing = {
      ...pinned,
      definition: { ...pinned.definition, supplement: { ...pinned.definition.supplement, clock: 'pause' as const } },
    };
    const resumed = (asked: string, answered: string) => {
      const ask = { ...commands.ask, procedure: pausing, at: asked };
      const note = { ...commands.note, at: answered };
      return lived(dossierDecider, commands.open, commands.accept, commands.forward, ask, note).at(-1)?.data;
    };

    test('asked one working hour after the start, answered a working day later: everything moves by that day', () =>
      expect(resumed(at('10:00'), at('10:00', '25'))).toMatchObject({ dueAt: at('09:00', '27'), legalDueAt: at('09:00', '30') }));

    test('asked after the appointment: that one stays missed, what was left of the legal time goes on', () =>
      expect(resumed(at('10:00', '26'), at('10:00', '27'))).toMatchObject({ dueAt: at('09:00', '26'), legalDueAt: at('09:00', '30') }));
  });

  test('a resumption of before the legal time was kept leaves that as it was', () => {
    const events = lived(dossierDecider, commands.open, commands.accept, commands.forward, commands.ask, commands.note).map((event) => {
      if (event.type !== 'DossierResumed.v1') return event;
      const { legalDueAt: _, ...data } = event.data;
      return { ...event, data };
    });
    expect(events.reduce(dossierDecider.evolve, undefined)?.clock).toMatchObject({
      dueAt: at('10:00', '27'),
      legalDueAt: at('09:00', '27'),
    });
  });

  test('some papers shrink the list, the rest resumes', () => {
    const one = { ...commands.note, documents: commands.note.documents.slice(0, 1) };
    const rest = { ...commands.note, supplementId: '6f1f9a44-3b1c-8a55-9d0e-2f8f0c7f3c99', documents: commands.note.documents.slice(1) };
    given(...after('open', 'accept', 'forward', 'ask'))
      .when(one)
      .then({
        type: 'SupplementNoted.v1',
        data: {
          dossierId,
          at: at('10:00', '25'),
          supplementId: one.supplementId,
          received: papers.slice(0, 1),
          remaining: papers.slice(1),
          documents: one.documents,
        },
      });
    const events = lived(dossierDecider, commands.open, commands.accept, commands.forward, commands.ask, one, rest);
    expect(events.at(-1)).toMatchObject({ type: 'DossierResumed.v1', data: { to: 'inProgress', received: papers.slice(1) } });
  });

  test('the same supplement twice changes nothing', () =>
    given(...after('open', 'ask', 'note'))
      .when(commands.note)
      .thenNothing());

  test('unasked papers are kept with the dossier', () => {
    const events = lived(dossierDecider, commands.open, commands.accept, commands.note);
    expect(events.at(-1)).toMatchObject({ type: 'SupplementNoted.v1', data: { remaining: [], documents: commands.note.documents } });
  });

  test('not more often than the law allows', () => {
    const again = { ...commands.note, supplementId: '6f1f9a44-3b1c-8a55-9d0e-2f8f0c7f3c99' };
    const history = lived(
      dossierDecider,
      commands.open,
      commands.accept,
      commands.forward,
      commands.ask,
      commands.note,
      commands.ask,
      again,
    );
    given(...history)
      .when(commands.ask)
      .thenRejected('supplement-rounds-exhausted', { state: 'inProgress', maxRounds: 2 });
  });

  test('who was asked at the counter and did not answer may be refused', () => {
    given(...after('open', 'ask'))
      .when({ ...commands.refuse, reason: 'notSupplemented' })
      .then({
        type: 'DossierRefused.v1',
        data: { dossierId, at: at('09:00'), by: 'tiep-nhan', reason: 'notSupplemented', sealed: { note: jwe } },
      });
    given(...after('open', 'accept', 'forward', 'ask'))
      .when(commands.refuse)
      .thenRejected('command-not-allowed');
  });
});
