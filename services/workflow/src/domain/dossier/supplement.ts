import type { DossierEvent, DossierResumed, TimeLimit } from '@motcua/contracts';
import { Rejection } from '@motcua/es';
import type { Appointment, Appointments } from './appointments.ts';
import type { NoteSupplement, PinnedProcedure, RequestSupplement } from './dossier.commands.ts';
import type { AskedSupplement, Dossier } from './dossier.state.ts';
import { ended } from './dossier.transitions.ts';
import { papersOf } from './papers.ts';

/** Papers asked for and given. At intake there is no clock; at appraisal the procedure says whether it starts anew or goes on. */
export const requestSupplement = (command: RequestSupplement, dossier: Dossier): readonly DossierEvent[] => {
  const { at, by, documents, reason, procedure, appointments } = command;
  const rule = procedure.definition.supplement;
  const round = dossier.rounds + 1;
  if (rule.maxRounds !== undefined && round > rule.maxRounds)
    throw new Rejection('supplement-rounds-exhausted', { state: dossier.state, maxRounds: rule.maxRounds });
  const intake = dossier.state === 'submitted';
  return [
    {
      type: 'SupplementRequested.v1',
      data: {
        dossierId: dossier.opened.dossierId,
        at,
        by,
        phase: intake ? 'intake' : 'appraisal',
        clock: intake ? 'none' : rule.clock,
        round,
        documents: [...documents],
        ...(rule.responseLimit ? { respondBy: appointments.after(at, rule.responseLimit).at } : {}),
        sealed: { reason },
      },
    },
  ];
};

/** One limit after the papers came: the whole time anew, or what was left when the clock stopped. */
const goesOn = (limit: TimeLimit, before: Appointment, asked: AskedSupplement, at: string, appointments: Appointments): Appointment => {
  if (asked.clock === 'reset') return appointments.after(at, limit, at);
  // What was overdue when the clock stopped stays overdue: no time is left to go on with.
  if (Date.parse(asked.at) >= Date.parse(before.at)) return before;
  return appointments.afterPause({ unit: limit.unit, dueAt: before.at, from: asked.at, to: at });
};

/** What was promised and what the law gives, from now on; nothing where there is no clock yet. */
const newTimes = (
  { clock }: Dossier,
  asked: AskedSupplement,
  at: string,
  { definition }: PinnedProcedure,
  appointments: Appointments,
): Pick<DossierResumed['data'], 'dueAt' | 'legalDueAt' | 'calendar'> => {
  if (!clock || asked.clock === 'none') return {};
  const { calendar, dueAt, legalDueAt } = clock;
  const { legalTime, committedTime = legalTime } = definition;
  const due = goesOn(committedTime, { at: dueAt, calendar }, asked, at, appointments);
  const legal = goesOn(legalTime, { at: legalDueAt, calendar }, asked, at, appointments);
  return { dueAt: due.at, legalDueAt: legal.at, calendar: due.calendar };
};

/** Every asked paper came: it goes back into the state it left. Some came: the list shrinks. Unasked papers are kept with it. */
export const noteSupplement = (command: NoteSupplement, dossier: Dossier): readonly DossierEvent[] => {
  const { at, supplementId, documents, procedure, appointments } = command;
  if (dossier.answered.includes(supplementId) || ended(dossier.state)) return [];
  const { dossierId } = dossier.opened;
  const received = papersOf(
    documents.map((paper) => paper.code),
    procedure.definition,
  );
  const asked = dossier.supplement;
  const remaining = asked?.documents.filter((paper) => !received.some((came) => came.code === paper.code)) ?? [];
  if (!asked || remaining.length > 0)
    return [{ type: 'SupplementNoted.v1', data: { dossierId, at, supplementId, received, remaining, documents: [...documents] } }];
  return [
    {
      type: 'DossierResumed.v1',
      data: {
        dossierId,
        at,
        to: asked.from,
        supplementId,
        received,
        ...newTimes(dossier, asked, at, procedure, appointments),
        documents: [...documents],
      },
    },
  ];
};
