import type { AgencyRef, DossierEvent, DossierOpened } from '@motcua/contracts';
import type { Opened, StatusClock, Worked } from './status.document.ts';

const without = <Key extends keyof Worked>(worked: Worked, ...keys: Key[]): Worked => {
  const rest: Partial<Record<keyof Worked, unknown>> = { ...worked };
  for (const key of keys) delete rest[key];
  return rest as unknown as Worked;
};

const stopped = (worked: Worked): Pick<Worked, 'clock'> => (worked.clock ? { clock: { ...worked.clock, running: false } } : {});

/** Whether a moment is later in its day in Viet Nam than a local time (`HH:MM`): at the very minute it is not, as the working calendar counts. */
const cameAfter = (cutOff: string, at: string): boolean =>
  new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(11) > `${cutOff}:00.000Z`;

const openWorked = ({ data }: DossierOpened, { names }: Opened): Worked => ({
  state: 'submitted',
  since: data.at,
  procedure: { code: data.procedure.code, name: names.procedure ?? same(data.procedure.name), version: data.procedure.version },
  agency: { code: data.competentAgency.code, name: names.agency ?? same(data.competentAgency.name) },
  answerBy: data.answerBy,
  received: {
    at: data.receivedAt,
    afterHours: data.afterHours,
    ...(names.cutOff !== undefined && cameAfter(names.cutOff, data.receivedAt) ? { cutOff: names.cutOff } : {}),
  },
});
const same = (name: string) => ({ vi: name, en: name });
/** Without the code, which a citizen has no use for. */
const namedIn = ({ name, nameEn }: AgencyRef) => ({ name, ...(nameEn === undefined ? {} : { nameEn }) });

/** A new unit: whoever had it in the old one has it no more. */
const heldBy = (worked: Worked, { names }: Opened): Worked => {
  const { unit } = names;
  if (!unit) return worked;
  return { ...(unit.vi === worked.unit?.vi ? worked : without(worked, 'officer')), unit };
};

/** A new appointment is a new promise; whether the old one was broken is in the timeline. */
const resumed = (clock: StatusClock, dueAt: string | undefined, provisional: boolean | undefined): StatusClock => ({
  ...clock,
  running: true,
  ...(dueAt === undefined ? {} : { dueAt, standing: Date.parse(dueAt) > Date.parse(clock.dueAt) ? 'inTime' : clock.standing }),
  ...(provisional === undefined ? {} : { provisional }),
});

/** One event of workflow, on what workflow had said before. */
export const evolveWorked = (before: Worked | undefined, event: DossierEvent, opened: Opened): Worked => {
  if (event.type === 'DossierOpened.v1') return openWorked(event, opened);
  if (!before) throw new TypeError(`${event.type} before DossierOpened`);
  const worked = heldBy(before, opened);
  const { names, text } = opened;
  switch (event.type) {
    case 'DossierAccepted.v1': {
      const { at, code, dueAt, calendar, procedure, competentAgency, fee } = event.data;
      const clock: StatusClock = {
        acceptedAt: at,
        dueAt,
        originalDueAt: dueAt,
        provisional: calendar.provisional,
        running: true,
        standing: 'inTime',
      };
      return {
        ...worked,
        state: 'accepted',
        since: at,
        code,
        clock,
        fee,
        procedure: { code: procedure.code, name: names.procedure ?? same(procedure.name), version: procedure.version },
        agency: { code: competentAgency.code, name: names.agency ?? same(competentAgency.name) },
      };
    }
    case 'DossierRefused.v1': {
      const { at, reason, rightAgency } = event.data;
      const refusal = {
        reason,
        ...(text === undefined ? {} : { note: text }),
        ...(rightAgency ? { rightAgency: namedIn(rightAgency) } : {}),
      };
      return { ...without(worked, 'supplement', 'step'), ...stopped(worked), state: 'refused', since: at, refusal };
    }
    case 'DossierForwarded.v1': {
      const { step } = names;
      return { ...without(worked, 'step'), state: 'inProgress', since: sinceOf(worked, event.data.at), ...(step ? { step } : {}) };
    }
    case 'DossierAssigned.v1': {
      const { officer } = names;
      return { ...without(worked, 'officer'), state: 'inProgress', since: sinceOf(worked, event.data.at), ...(officer ? { officer } : {}) };
    }
    case 'StepCompleted.v1': {
      const { step } = names;
      return event.data.next && step ? { ...worked, step } : without(worked, 'step');
    }
    case 'SupplementRequested.v1': {
      const { at, documents, respondBy } = event.data;
      const supplement = {
        documents,
        askedAt: at,
        ...(text === undefined ? {} : { reason: text }),
        ...(respondBy === undefined ? {} : { by: respondBy }),
      };
      return { ...worked, ...stopped(worked), state: 'awaitingSupplement', since: at, supplement };
    }
    case 'SupplementNoted.v1': {
      const { at, remaining } = event.data;
      const { supplement } = worked;
      return supplement ? { ...worked, supplement: { ...supplement, documents: remaining, askedAt: at } } : worked;
    }
    case 'DossierResumed.v1': {
      const { at, to, dueAt, calendar } = event.data;
      const clock = worked.clock && resumed(worked.clock, dueAt, calendar?.provisional);
      return { ...without(worked, 'supplement'), state: to, since: at, ...(clock ? { clock } : {}) };
    }
    case 'DossierWithdrawn.v1':
      return {
        ...without(worked, 'supplement', 'step', 'officer', 'unit', 'fee'),
        ...stopped(worked),
        state: 'withdrawn',
        since: event.data.at,
      };
    case 'WithdrawalDeclined.v1':
      return { ...worked, declined: { reason: event.data.reason } };
    case 'ResultSigned.v1':
      return { ...worked, result: { outcome: event.data.outcome, ...(text === undefined ? {} : { reason: text }) } };
    case 'ResultNumbered.v1':
      return worked;
    case 'ResultIssued.v1': {
      const { at, outcome, standing, dueAt, collect, bring, daysEarly } = event.data;
      const result = {
        ...worked.result,
        outcome,
        readyAt: collect.from,
        collect,
        bring,
        daysEarly,
      };
      const clock = worked.clock && { ...worked.clock, dueAt, running: false, standing };
      const kept = outcome === 'declined' ? without(worked, 'step', 'fee') : without(worked, 'step');
      return { ...kept, state: 'resolved', since: at, result, ...(clock ? { clock } : {}) };
    }
    case 'ResultReturned.v1': {
      const { at, channel, fee } = event.data;
      const { receiver } = opened;
      const paid: Pick<Worked, 'fee'> = fee && fee.amount > 0 ? { fee: { kind: 'paid', amount: fee.amount } } : {};
      const result = { outcome: 'granted' as const, ...worked.result, channel, returnedAt: at, ...(receiver ? { receiver } : {}) };
      return { ...without(worked, 'unit', 'officer', 'step'), ...stopped(worked), ...paid, state: 'returned', since: at, result };
    }
    case 'DeadlineBreached.v1':
      return worked.clock?.running ? { ...worked, clock: { ...worked.clock, standing: 'overdue' } } : worked;
    default:
      return worked;
  }
};

const sinceOf = ({ state, since }: Worked, at: string): string => (state === 'inProgress' ? since : at);
