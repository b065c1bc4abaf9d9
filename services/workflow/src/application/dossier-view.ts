import { isRejection } from '@motcua/es';
import { mayDo } from '../domain/authorisation/authorisation.ts';
import { minutesByHolder } from '../domain/dossier/accountable-time.ts';
import type { Appointments } from '../domain/dossier/appointments.ts';
import type { PinnedProcedure } from '../domain/dossier/dossier.commands.ts';
import type { Dossier } from '../domain/dossier/dossier.state.ts';
import { clockRuns, type OfficerCommand, possible } from '../domain/dossier/dossier.transitions.ts';
import type { Directory } from './directory.ts';
import { openPerson, openReceiver, openText } from './people.ts';
import { timelineTitle } from './timeline-titles.ts';

/** Who asks. */
export interface Officer {
  readonly id: string;
  readonly agency: string;
  readonly unit?: string | undefined;
  readonly roles: readonly string[];
}

export interface ViewContext {
  readonly officer: Officer;
  readonly procedure: PinnedProcedure | undefined;
  readonly directory: Directory | undefined;
  readonly appointments: Appointments;
  /** Absent once the person was erased. */
  readonly key: Uint8Array | undefined;
  readonly now: string;
  readonly language: 'vi' | 'en';
  readonly stale: boolean;
}

export const agenciesOf = ({ opened }: Dossier): readonly string[] => [opened.competentAgency.code, opened.receivingAgency.code];

/** What this caller may do with it now. */
export const allowedTo = (officer: Officer, dossier: Dossier): readonly OfficerCommand[] =>
  possible(dossier).filter((command) => mayDo(officer, command, agenciesOf(dossier)));

/** Units that do the procedure's steps, as far as the agency has them. */
export const forwardableUnits = (dossier: Dossier, procedure: PinnedProcedure | undefined, directory: Directory | undefined): string[] => {
  const known = new Set(directory?.units(dossier.opened.competentAgency.code).map((unit) => unit.key));
  return [...new Set(procedure?.definition.steps.map((step) => step.unit))].filter((unit) => known.has(unit));
};

const standing = (dossier: Dossier, now: string): string | undefined => {
  if (!dossier.clock) return undefined;
  if (dossier.result?.issued) return dossier.result.issued.standing;
  const late = dossier.clock.breached === dossier.clock.dueAt || (clockRuns(dossier) && Date.parse(now) > Date.parse(dossier.clock.dueAt));
  return late ? 'overdue' : 'inTime';
};

/** Working minutes per holder, where the calendars published reach that far. */
const accountable = (dossier: Dossier, { appointments, now }: ViewContext): Readonly<Record<string, number>> | undefined => {
  try {
    const minutes = minutesByHolder(dossier.spans, now, (from, to) => appointments.minutesBetween(from, to));
    return Object.fromEntries(Object.entries(minutes).map(([holder, value]) => [holder, Math.round(value)]));
  } catch (error) {
    if (isRejection(error)) return undefined;
    throw error;
  }
};

const clockView = (dossier: Dossier, context: ViewContext) => {
  const { opened, clock, acceptedAt } = dossier;
  const base = { receivedAt: opened.receivedAt, answerBy: opened.answerBy };
  if (!clock) return { ...base, running: false };
  return {
    ...base,
    acceptedAt,
    startsAt: clock.startsAt,
    dueAt: clock.dueAt,
    originalDueAt: clock.originalDueAt,
    legalDueAt: clock.legalDueAt,
    provisional: clock.calendar.provisional,
    calendar: clock.calendar.versions,
    running: clockRuns(dossier),
    standing: standing(dossier, context.now),
    daysEarly: dossier.result?.issued?.daysEarly,
    workingMinutes: accountable(dossier, context),
  };
};

const text = (jwe: string | undefined, key: Uint8Array | undefined): string | undefined =>
  jwe === undefined || !key ? undefined : openText(jwe, key);

const stepView = (dossier: Dossier, procedure: PinnedProcedure | undefined) => {
  const present = dossier.state === 'accepted' ? procedure?.definition.steps[0]?.key : dossier.step?.key;
  const step = procedure?.definition.steps.find(({ key }) => key === present);
  return step && { key: step.key, name: step.name.vi, budget: step.budget };
};

const paperName = (code: string, procedure: PinnedProcedure | undefined): string =>
  procedure?.definition.documents.find((paper) => paper.code === code)?.name.vi ?? code;

const resultView = ({ result }: Dossier, key: Uint8Array | undefined) => {
  if (!result) return undefined;
  const { reason, returned, issued, ...plain } = result;
  const receiver = returned && key ? openReceiver(returned.receiver, key) : undefined;
  return {
    ...plain,
    reason: text(reason, key),
    ...(issued ? { issuedAt: issued.at, standing: issued.standing, collect: issued.collect, bring: issued.bring } : {}),
    ...(returned
      ? { returned: { at: returned.at, channel: returned.channel, receivedBy: { ...receiver, capacity: returned.capacity } } }
      : {}),
  };
};

/** The dossier for officers, exactly as the public contract has it. Absent members are left out of the JSON. */
export const dossierView = (dossier: Dossier, revision: number, position: number, context: ViewContext) => {
  const { opened, supplement, refusal } = dossier;
  const { officer, procedure, directory, key, language } = context;
  const person = key ? openPerson(opened.sealed.applicant, key) : undefined;
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : { id, name: directory?.officer(id)?.name ?? id });
  return {
    id: opened.dossierId,
    revision,
    requestCode: opened.requestCode,
    code: dossier.code,
    state: dossier.state,
    procedure: dossier.procedure,
    agency: opened.competentAgency.code,
    receivingAgency: opened.receivingAgency.code,
    channel: opened.channel,
    delivery: opened.delivery,
    unit: dossier.unit?.key,
    officer: nameOf(dossier.officer),
    units: forwardableUnits(dossier, procedure, directory),
    step: stepView(dossier, procedure),
    allowed: allowedTo(officer, dossier),
    clock: clockView(dossier, context),
    fee: dossier.fee,
    subjectId: opened.subjectId,
    applicant: person?.applicant,
    filedBy: person?.filedBy,
    deliveryAddress: person?.deliveryAddress,
    erased: key ? undefined : true,
    documents: dossier.documents.map((paper) => ({ ...paper, name: paperName(paper.code, procedure) })),
    missing: dossier.missing,
    supplement: supplement && {
      phase: supplement.phase,
      documents: supplement.documents,
      reason: text(supplement.reason, key),
      at: supplement.at,
      respondBy: supplement.respondBy,
    },
    refusal: refusal && { reason: refusal.reason, note: text(refusal.note, key), rightAgency: refusal.rightAgency },
    result: resultView(dossier, key),
    timeline: dossier.timeline.map(({ at, event, by, unit, step }) => ({
      at,
      event,
      title: timelineTitle(event, language),
      unit: unit?.name,
      step: step?.name,
      officer: nameOf(by),
    })),
    stale: context.stale || undefined,
    position: `workflow:${position}`,
  };
};
export type DossierView = ReturnType<typeof dossierView>;
