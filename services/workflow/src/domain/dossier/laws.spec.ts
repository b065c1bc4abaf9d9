import { type DossierEvent, workflowCodec } from '@motcua/contracts';
import { isRejection } from '@motcua/es';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands, lived } from '../../../test/dossier-story.ts';
import { appointments } from '../../../test/published.ts';
import { attribute, minutesByHolder, type Span } from './accountable-time.ts';
import type { DossierCommand } from './dossier.commands.ts';
import { dossierDecider } from './dossier.decider.ts';
import { clockRuns, possible } from './dossier.transitions.ts';

const names = Object.keys(commands) as (keyof typeof commands)[];
const start = Date.parse('2026-11-24T08:00:00+07:00');
const instant = (minutes: number): string => `${new Date(start + minutes * 60_000 + 7 * 3_600_000).toISOString().slice(0, -1)}+07:00`;

const picks = fc.array(fc.record({ name: fc.constantFrom(...names), minutes: fc.integer({ min: 0, max: 2_000 }), fresh: fc.boolean() }), {
  maxLength: 40,
});

/** Any commands in any order, at rising times; supplements and withdrawals with ids of their own now and then. `begun`: minutes before the first. */
const sequencesAfter = (begun: fc.Arbitrary<number>) =>
  fc.tuple(begun, picks).map(([before, picked]) => {
    let minutes = before;
    return picked.map(({ name, minutes: more, fresh }, index): DossierCommand => {
      minutes += more % 400;
      const at = instant(minutes);
      const id = `6f1f9a44-3b1c-8a55-9d0e-${String(index).padStart(12, '0')}`;
      const command: DossierCommand = commands[name];
      if (command.type === 'OpenDossier') return command;
      if (command.type === 'RecordBreach') return { ...command, recordedAt: at };
      if (command.type === 'NoteSupplement') return { ...command, at, ...(fresh ? { supplementId: id } : {}) };
      if (command.type === 'WithdrawDossier') return { ...command, at, ...(fresh ? { requestId: id } : {}) };
      return { ...command, at };
    });
  });

const sequences = sequencesAfter(fc.constant(0));

const live = (sequence: readonly DossierCommand[]): DossierEvent[] => {
  const history: DossierEvent[] = [];
  let state = dossierDecider.initialState;
  for (const command of sequence) {
    try {
      for (const event of dossierDecider.decide(command, state)) {
        history.push(event);
        state = dossierDecider.evolve(state, event);
      }
    } catch (error) {
      if (!isRejection(error)) throw error;
    }
  }
  return history;
};

test('whatever is asked, the answer is events of the contract or a rejection', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      for (const event of live([commands.open, commands.accept, ...sequence])) workflowCodec[event.type]?.parse(event.data);
    }),
    { numRuns: 300 },
  );
});

test('a command is carried out exactly where the table of the state says so', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      const state = live([commands.open, ...sequence]).reduce(dossierDecider.evolve, dossierDecider.initialState);
      if (!state) throw new Error('opened, and yet not there');
      const carriedOut = (command: DossierCommand): boolean => {
        try {
          return dossierDecider.decide(command, state).length > 0;
        } catch (error) {
          return !isRejection(error) || error.code !== 'command-not-allowed';
        }
      };
      expect(carriedOut(commands.accept)).toBe(possible(state).includes('accept'));
      expect(carriedOut(commands.refuse)).toBe(possible(state).includes('refuse'));
      expect(carriedOut(commands.forward)).toBe(possible(state).includes('forward'));
      expect(carriedOut(commands.issue)).toBe(possible(state).includes('issue-result'));
      expect(carriedOut(commands.hand)).toBe(possible(state).includes('return-result'));
    }),
    { numRuns: 300 },
  );
});

test('facts heard again decide nothing', () => {
  fc.assert(
    fc.property(sequences, fc.constantFrom(commands.open, commands.note, commands.withdraw, commands.breach), (sequence, command) => {
      const history = live([commands.open, ...sequence, command]);
      const state = history.reduce(dossierDecider.evolve, dossierDecider.initialState);
      expect(dossierDecider.decide(command, state)).toStrictEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('no clock is stopped or ended after its due time without a record of the breach', () => {
  fc.assert(
    fc.property(sequencesAfter(fc.integer({ min: 0, max: 5_000 })), (sequence) => {
      let before = dossierDecider.initialState;
      for (const event of live([commands.open, commands.accept, commands.forward, ...sequence])) {
        const after = dossierDecider.evolve(before, event);
        const stops = before !== undefined && after !== undefined && clockRuns(before) && !clockRuns(after);
        const { dueAt, breached } = before?.clock ?? {};
        if (stops && dueAt !== undefined && Date.parse(event.data.at) > Date.parse(dueAt)) expect(breached).toBe(dueAt);
        before = after;
      }
    }),
    { numRuns: 300 },
  );
});

test('every minute from the first to the last has exactly one holder', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      const history = live([commands.open, commands.accept, ...sequence]);
      const spans = history.reduce<readonly Span[]>(attribute, []);
      spans.forEach((span, index) => {
        const next = spans[index + 1];
        if (next) expect(span.to).toBe(next.from);
        expect(Date.parse(span.to ?? span.from)).toBeGreaterThanOrEqual(Date.parse(span.from));
      });
      const first = spans[0];
      if (!first) throw new Error('accepted, and yet nobody holds it');
      const until = instant(20_000);
      const between = (from: string, to: string) => appointments.minutesBetween(from, to);
      const sum = Object.values(minutesByHolder(spans, until, between)).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(between(first.from, spans.at(-1)?.to ?? until), 6);
    }),
    { numRuns: 300 },
  );
});

test('the usual life is attributed to its units and to the citizen', () => {
  const { open, accept, forward, ask, note, step, lastStep, issue } = commands;
  const on26 = (time: string) => `2026-11-26T${time}:00.000+07:00`;
  const history = lived(
    dossierDecider,
    open,
    accept,
    forward,
    ask,
    note,
    { ...step, at: on26('08:00') },
    { ...lastStep, at: on26('09:00') },
    { ...issue, at: on26('10:00') },
  );
  const spans = history.reduce<readonly Span[]>(attribute, []);
  const minutes = minutesByHolder(spans, on26('10:00'), (from, to) => appointments.minutesBetween(from, to));
  expect(minutes).toStrictEqual({
    'mot-cua': 10,
    // 09:10–10:00, then from the papers (25/11, 10:00) to 26/11, 08:00.
    'tu-phap-ho-tich': 50 + 300 + 30,
    citizen: 450,
    'kinh-te': 60,
    'lanh-dao': 60,
  });
});
