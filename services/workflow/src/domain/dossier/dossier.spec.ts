import { scenario } from '@motcua/es/testing';
import { describe, expect, test } from 'vitest';
import { at, commands, dossierId, jwe, lived, opening } from '../../../test/dossier-story.ts';
import { dossierDecider } from './dossier.decider.ts';

const { given } = scenario(dossierDecider);
const after = (...names: (keyof typeof commands)[]) => lived(dossierDecider, ...names.map((name) => commands[name]));

describe('opening and taking in', () => {
  test('a submission opens the dossier with the end of its intake limit', () =>
    // Eight working hours from 08:00: 7 h are left that day, one hour of the next.
    given()
      .when(commands.open)
      .then({ type: 'DossierOpened.v1', data: { ...opening, answerBy: at('08:30', '25'), afterHours: false } }));

  test('hearing the submission twice opens once', () =>
    given(...after('open'))
      .when(commands.open)
      .thenNothing());

  test('acceptance promises the committed time and keeps the legal one', () =>
    given(...after('open'))
      .when(commands.accept)
      .then({
        type: 'DossierAccepted.v1',
        data: {
          dossierId,
          at: at('09:00'),
          by: 'tiep-nhan',
          code: 'H53.12-261124-0001',
          procedure: { code: '1.001193', name: 'Đăng ký khai sinh', nameEn: 'Birth registration', version: 1 },
          receivingAgency: opening.receivingAgency,
          competentAgency: opening.competentAgency,
          clockStartsAt: at('09:00'),
          dueAt: at('09:00', '26'),
          legalDueAt: at('09:00', '27'),
          calendar: { versions: [{ year: 2026, version: 1 }], provisional: false },
          holder: { key: 'mot-cua', name: 'Trung tâm Phục vụ hành chính công', nameEn: 'Public Service Centre' },
          fee: { kind: 'free', amount: 0 },
        },
      }));

  test('a second acceptance is no', () =>
    given(...after('open', 'accept'))
      .when(commands.accept)
      .thenRejected('command-not-allowed', { state: 'accepted', allowed: ['forward'] }));

  test('nothing happens to a dossier that is not there', () => given().when(commands.accept).thenRejected('dossier-not-open'));

  test('a year without a calendar refuses to compute', () =>
    given(...after('open'))
      .when({ ...commands.accept, at: '2027-01-05T09:00:00.000+07:00' })
      .thenRejected('calendar-not-covered', { date: '2027-01-05' }));

  test('a refusal is possible before acceptance only', () => {
    given(...after('open'))
      .when(commands.refuse)
      .then({
        type: 'DossierRefused.v1',
        data: { dossierId, at: at('09:00'), by: 'tiep-nhan', reason: 'notEligible', sealed: { note: jwe } },
      });
    given(...after('open', 'accept'))
      .when(commands.refuse)
      .thenRejected('command-not-allowed');
  });
});

describe('working', () => {
  test('forwarding names the unit and the first open step', () =>
    given(...after('open', 'accept'))
      .when(commands.forward)
      .then({
        type: 'DossierForwarded.v1',
        data: {
          dossierId,
          at: at('09:10'),
          by: 'tiep-nhan',
          unit: { key: 'tu-phap-ho-tich', name: 'Tư pháp – Hộ tịch', nameEn: 'Justice and Civil Status' },
          step: { key: 'kiem-tra', name: 'Bước kiem-tra', nameEn: 'Step kiem-tra' },
        },
      }));

  test('a completed step hands over to the next step’s unit', () =>
    given(...after('open', 'accept', 'forward'))
      .when(commands.step)
      .then({
        type: 'StepCompleted.v1',
        data: {
          dossierId,
          at: at('14:00'),
          by: 'chuyen-vien',
          step: { key: 'kiem-tra', name: 'Bước kiem-tra', nameEn: 'Step kiem-tra' },
          next: { key: 'ghi-so', name: 'Bước ghi-so', nameEn: 'Step ghi-so' },
          holder: { key: 'kinh-te', name: 'Phòng Kinh tế', nameEn: 'Economic Division' },
          sealed: {},
        },
      }));

  test('after the last step it waits for its signature', () =>
    given(...after('open', 'accept', 'forward', 'step'))
      .when(commands.lastStep)
      .then({
        type: 'StepCompleted.v1',
        data: {
          dossierId,
          at: at('15:00'),
          by: 'chuyen-vien',
          step: { key: 'ghi-so', name: 'Bước ghi-so', nameEn: 'Step ghi-so' },
          holder: { key: 'lanh-dao', name: 'Lãnh đạo UBND xã', nameEn: 'Leadership' },
          sealed: {},
        },
      }));

  test('steps are done in their order', () =>
    given(...after('open', 'accept', 'forward'))
      .when(commands.lastStep)
      .thenRejected('not-the-present-step', { state: 'inProgress', step: 'kiem-tra' }));

  test('no result before the steps are done', () =>
    given(...after('open', 'accept', 'forward'))
      .when(commands.issue)
      .thenRejected('command-not-allowed'));
});

describe('result', () => {
  const ready = () => after('open', 'accept', 'forward', 'step', 'lastStep');

  test('signed, numbered and issued in one go, two days early', () => {
    const events = lived(
      dossierDecider,
      commands.open,
      commands.accept,
      commands.forward,
      commands.step,
      commands.lastStep,
      commands.issue,
    );
    expect(events.slice(-3).map(({ type }) => type)).toStrictEqual(['ResultSigned.v1', 'ResultNumbered.v1', 'ResultIssued.v1']);
    expect(events.at(-1)?.data).toMatchObject({
      standing: 'early',
      daysEarly: 2,
      collect: { from: at('15:30'), place: 'Trung tâm', hours: '07:30–17:00' },
      bring: [
        { code: 'giay-chung-sinh', name: 'Giấy chứng sinh' },
        { code: 'can-cuoc', name: 'Căn cước' },
      ],
      holder: { key: 'mot-cua' },
      paperOnly: true,
    });
  });

  test('a declined one says nothing of paper, and no originals are brought for it', () => {
    const declined = { ...commands.issue, outcome: 'declined' as const, paperOnly: false };
    const events = dossierDecider.decide(declined, ready().reduce(dossierDecider.evolve, undefined));
    expect(events.at(-1)?.data).not.toHaveProperty('paperOnly');
    expect(events.at(-1)?.data).toMatchObject({ bring: [] });
  });

  test.each([
    ['09:00', '26', 'onTime', 0],
    ['09:01', '26', 'late', 0],
    ['09:00', '27', 'late', -1],
  ] as const)('issued at %s on %s is %s', (time, day, standing, daysEarly) => {
    const events = lived(dossierDecider, commands.open, commands.accept, commands.forward, commands.step, commands.lastStep, {
      ...commands.issue,
      at: at(time, day),
    });
    expect(events.at(-1)?.data).toMatchObject({ standing, daysEarly });
  });

  test('an electronic result needs its signed file', () =>
    given(...ready())
      .when({ ...commands.issue, paperOnly: false })
      .thenRejected('signed-file-missing'));

  test('what has no signed file is not handed out electronically', () =>
    given(...after('open', 'accept', 'forward', 'step', 'lastStep', 'issue'))
      .when({ ...commands.hand, channel: 'electronic', originals: [] })
      .thenRejected('signed-file-missing', { state: 'resolved' }));

  test('what was issued with a signed file may be handed out electronically', () => {
    const files = { paperOnly: false, documents: ['0b8a5a52-3f8a-8c53-8d3f-6a6f4f0f7a09'] };
    const events = lived(
      dossierDecider,
      commands.open,
      commands.accept,
      commands.forward,
      commands.step,
      commands.lastStep,
      { ...commands.issue, ...files },
      { ...commands.hand, channel: 'electronic', originals: [] },
    );
    expect(events.at(-1)).toMatchObject({ type: 'ResultReturned.v1', data: { channel: 'electronic' } });
  });

  test('a mismatch of originals hands nothing out', () =>
    given(...ready(), ...after('open', 'accept', 'forward', 'step', 'lastStep', 'issue').slice(5))
      .when({ ...commands.hand, originals: [{ document: 'giay-chung-sinh', outcome: 'mismatch' }] })
      .thenRejected('originals-mismatch', { state: 'resolved', documents: ['giay-chung-sinh'] }));

  test('handed out once', () => {
    given(...after('open', 'accept', 'forward', 'step', 'lastStep', 'issue'))
      .when(commands.hand)
      .then({
        type: 'ResultReturned.v1',
        data: {
          dossierId,
          at: at('16:00'),
          by: 'tiep-nhan',
          channel: 'counter',
          capacity: 'self',
          originals: [{ document: 'giay-chung-sinh', outcome: 'matched' }],
          sealed: { receiver: jwe },
        },
      });
    given(...after('open', 'accept', 'forward', 'step', 'lastStep', 'issue', 'hand'))
      .when(commands.hand)
      .thenRejected('command-not-allowed');
  });
});

describe('withdrawal', () => {
  test('before a result the citizen may withdraw', () =>
    given(...after('open', 'accept'))
      .when(commands.withdraw)
      .then({
        type: 'DossierWithdrawn.v1',
        data: { dossierId, at: at('11:00'), requestId: commands.withdraw.requestId, sealed: { reason: jwe } },
      }));
  test('after a result it is declined, and the citizen is told why', () =>
    given(...after('open', 'accept', 'forward', 'step', 'lastStep', 'issue'))
      .when(commands.withdraw)
      .then({
        type: 'WithdrawalDeclined.v1',
        data: { dossierId, at: at('11:00'), requestId: commands.withdraw.requestId, reason: 'resultExists' },
      }));
  test('another request after the end is declined, the same one answers nothing', () => {
    given(...after('open', 'withdraw'))
      .when(commands.withdraw)
      .thenNothing();
    given(...after('open', 'refuse'))
      .when(commands.withdraw)
      .then({
        type: 'WithdrawalDeclined.v1',
        data: { dossierId, at: at('11:00'), requestId: commands.withdraw.requestId, reason: 'alreadyEnded' },
      });
  });
});

describe('breach', () => {
  test('recorded once, at the due time, however late it is noticed', () => {
    given(...after('open', 'accept'))
      .when(commands.breach)
      .then({
        type: 'DeadlineBreached.v1',
        data: { dossierId, at: at('09:00', '26'), dueAt: at('09:00', '26'), recordedAt: at('09:05', '26') },
      });
    given(...after('open', 'accept', 'breach'))
      .when(commands.breach)
      .thenNothing();
  });
  test('not before the due time, not for another promise, not while the citizen looks for a paper', () => {
    given(...after('open', 'accept'))
      .when({ ...commands.breach, recordedAt: at('08:59', '26') })
      .thenNothing();
    given(...after('open', 'accept'))
      .when({ ...commands.breach, dueAt: at('08:00', '26') })
      .thenNothing();
    given(...after('open', 'accept', 'forward', 'ask'))
      .when(commands.breach)
      .thenNothing();
  });

  describe('missed, and stopped before it was looked at', () => {
    const late = at('09:30', '26');
    const breach = { type: 'DeadlineBreached.v1', data: { dossierId, at: at('09:00', '26'), dueAt: at('09:00', '26'), recordedAt: late } };
    const working = () => after('open', 'accept', 'forward');
    const worked = () => after('open', 'accept', 'forward', 'step', 'lastStep');

    test.each([
      ['a paper asked for', working, { ...commands.ask, at: late }, ['SupplementRequested.v1']],
      ['a withdrawal', working, { ...commands.withdraw, at: late }, ['DossierWithdrawn.v1']],
      ['a result', worked, { ...commands.issue, at: late }, ['ResultSigned.v1', 'ResultNumbered.v1', 'ResultIssued.v1']],
    ] as const)('by %s: recorded with it, before it, and once', (_, before, command, types) => {
      const events = dossierDecider.decide(command, before().reduce(dossierDecider.evolve, undefined));
      expect(events[0]).toStrictEqual(breach);
      expect(events.slice(1).map(({ type }) => type)).toStrictEqual(types);
      given(...before(), ...events)
        .when(commands.breach)
        .thenNothing();
    });

    test('recorded already, or at the due time itself, or by what stops no clock: nothing more', () => {
      const typesAfter = (history: ReturnType<typeof after>, command: Parameters<typeof dossierDecider.decide>[0]) =>
        dossierDecider.decide(command, history.reduce(dossierDecider.evolve, undefined)).map(({ type }) => type);
      expect(typesAfter([...working(), ...after('open', 'accept', 'breach').slice(-1)], { ...commands.ask, at: late })).toStrictEqual([
        'SupplementRequested.v1',
      ]);
      expect(typesAfter(working(), { ...commands.ask, at: at('09:00', '26') })).toStrictEqual(['SupplementRequested.v1']);
      expect(typesAfter(working(), { ...commands.step, at: late })).toStrictEqual(['StepCompleted.v1']);
      expect(typesAfter(after('open', 'accept', 'forward', 'ask'), { ...commands.withdraw, at: late })).toStrictEqual([
        'DossierWithdrawn.v1',
      ]);
    });
  });
});
