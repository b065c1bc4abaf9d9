import { type DossierEvent, generalIntakeLimit, type Named } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import { recordBreach, withBreach } from './breach.ts';
import type {
  AcceptDossier,
  AssignDossier,
  CompleteStep,
  DossierCommand,
  ForwardDossier,
  OpenDossier,
  PinnedProcedure,
  RecordBreach,
  RefuseDossier,
  ReturnResult,
  WithdrawDossier,
} from './dossier.commands.ts';
import { evolve } from './dossier.evolve.ts';
import type { Dossier } from './dossier.state.ts';
import { type OfficerCommand, possible } from './dossier.transitions.ts';
import { namesOf } from './event-names.ts';
import { issueResult } from './issue-result.ts';
import { noteSupplement, requestSupplement } from './supplement.ts';

const open = ({ opened, procedure, appointments }: OpenDossier, dossier: Dossier | undefined): readonly DossierEvent[] => {
  if (dossier) return [];
  const limit = procedure.definition.intakeLimits[opened.channel];
  const start = opened.receivedAt;
  const answerBy = appointments.answerBy(start, limit ?? generalIntakeLimit).at;
  return [{ type: 'DossierOpened.v1', data: { ...opened, answerBy, afterHours: !appointments.isWorking(start) } }];
};

const accept = (command: AcceptDossier, { opened }: Dossier): readonly DossierEvent[] => {
  const { at, by, code, procedure, holder, fee, appointments } = command;
  const { definition, version } = procedure;
  // One agency receives and decides until dossiers cross agencies, so the competent one receives it now.
  const clockStartsAt = at;
  const due = appointments.after(clockStartsAt, definition.committedTime ?? definition.legalTime, opened.receivedAt);
  const legal = appointments.after(clockStartsAt, definition.legalTime, opened.receivedAt);
  return [
    {
      type: 'DossierAccepted.v1',
      data: {
        dossierId: opened.dossierId,
        at,
        by,
        code,
        procedure: { code: definition.code, ...namesOf(definition.name), version },
        receivingAgency: opened.receivingAgency,
        competentAgency: opened.competentAgency,
        clockStartsAt,
        dueAt: due.at,
        legalDueAt: legal.at,
        calendar: due.calendar,
        holder,
        fee,
      },
    },
  ];
};

const refuse = ({ at, by, reason, note, rightAgency }: RefuseDossier, { opened }: Dossier): readonly DossierEvent[] => [
  {
    type: 'DossierRefused.v1',
    data: { dossierId: opened.dossierId, at, by, reason, ...(rightAgency ? { rightAgency } : {}), sealed: { note } },
  },
];

/** Steps in their order; the present one is in the state, before the first forwarding it is the first of the procedure. */
const firstStep = ({ definition }: PinnedProcedure): Named | undefined => {
  const [step] = definition.steps;
  return step && { key: step.key, ...namesOf(step.name) };
};

const forward = ({ at, by, unit, procedure }: ForwardDossier, dossier: Dossier): readonly DossierEvent[] => {
  const step = dossier.state === 'accepted' ? firstStep(procedure) : dossier.step;
  return [{ type: 'DossierForwarded.v1', data: { dossierId: dossier.opened.dossierId, at, by, unit, ...(step ? { step } : {}) } }];
};

const assign = ({ at, by, officer, unit }: AssignDossier, { opened }: Dossier): readonly DossierEvent[] => [
  { type: 'DossierAssigned.v1', data: { dossierId: opened.dossierId, at, by, officer, unit } },
];

const completeStep = (command: CompleteStep, dossier: Dossier): readonly DossierEvent[] => {
  const { at, by, note, procedure, units } = command;
  const present = dossier.step;
  if (!present || present.key !== command.step) throw new Rejection('not-the-present-step', { state: dossier.state, step: present?.key });
  const { steps, signing } = procedure.definition;
  const next = steps[steps.findIndex((step) => step.key === present.key) + 1];
  const holder = (next ?? signing.sign).unit;
  return [
    {
      type: 'StepCompleted.v1',
      data: {
        dossierId: dossier.opened.dossierId,
        at,
        by,
        step: present,
        ...(next ? { next: { key: next.key, ...namesOf(next.name) } } : {}),
        holder: units.find((unit) => unit.key === holder) ?? { key: holder, name: holder },
        sealed: note === undefined ? {} : { note },
      },
    },
  ];
};

const returnResult = (command: ReturnResult, { opened, state, result }: Dossier): readonly DossierEvent[] => {
  const { at, by, channel, capacity, receiver, fee } = command;
  const hasFile = result !== undefined && !result.paperOnly && result.documents.length > 0;
  if (channel === 'electronic' && !hasFile) throw new Rejection('signed-file-missing', { state });
  const originals: { document: string; outcome: 'matched' | 'notBrought' }[] = [];
  const mismatched: string[] = [];
  for (const { document, outcome } of command.originals) {
    if (outcome === 'mismatch') mismatched.push(document);
    else originals.push({ document, outcome });
  }
  if (mismatched.length > 0) throw new Rejection('originals-mismatch', { state, documents: mismatched });
  return [
    {
      type: 'ResultReturned.v1',
      data: { dossierId: opened.dossierId, at, by, channel, capacity, originals, ...(fee ? { fee } : {}), sealed: { receiver } },
    },
  ];
};

const withdraw = ({ at, requestId, reason }: WithdrawDossier, dossier: Dossier): readonly DossierEvent[] => {
  if (dossier.answered.includes(requestId)) return [];
  const { dossierId } = dossier.opened;
  const declined = (why: 'resultExists' | 'alreadyEnded'): readonly DossierEvent[] => [
    { type: 'WithdrawalDeclined.v1', data: { dossierId, at, requestId, reason: why } },
  ];
  if (dossier.result) return declined('resultExists');
  if (['refused', 'withdrawn', 'stopped'].includes(dossier.state)) return declined('alreadyEnded');
  return [{ type: 'DossierWithdrawn.v1', data: { dossierId, at, requestId, sealed: { reason } } }];
};

/** The officer's command behind a domain command; the others are answers to facts and are never illegal. */
const routeOf: Partial<Record<DossierCommand['type'], OfficerCommand>> = {
  AcceptDossier: 'accept',
  RefuseDossier: 'refuse',
  ForwardDossier: 'forward',
  AssignDossier: 'assign',
  CompleteStep: 'complete-step',
  RequestSupplement: 'request-supplement',
  IssueResult: 'issue-result',
  ReturnResult: 'return-result',
};

/** Throws `Rejection('command-not-allowed')` with the state and what is possible in it. */
export const assertPossible = (dossier: Dossier, command: OfficerCommand): void => {
  const allowed = possible(dossier);
  if (!allowed.includes(command)) throw new Rejection('command-not-allowed', { state: dossier.state, allowed });
};

const carriedOut = (command: Exclude<DossierCommand, OpenDossier | RecordBreach>, dossier: Dossier): readonly DossierEvent[] => {
  switch (command.type) {
    case 'AcceptDossier':
      return accept(command, dossier);
    case 'RefuseDossier':
      return refuse(command, dossier);
    case 'ForwardDossier':
      return forward(command, dossier);
    case 'AssignDossier':
      return assign(command, dossier);
    case 'CompleteStep':
      return completeStep(command, dossier);
    case 'RequestSupplement':
      return requestSupplement(command, dossier);
    case 'NoteSupplement':
      return noteSupplement(command, dossier);
    case 'WithdrawDossier':
      return withdraw(command, dossier);
    case 'IssueResult':
      return issueResult(command, dossier);
    case 'ReturnResult':
      return returnResult(command, dossier);
  }
};

const decide = (command: DossierCommand, dossier: Dossier | undefined): readonly DossierEvent[] => {
  if (command.type === 'OpenDossier') return open(command, dossier);
  if (!dossier) throw new Rejection('dossier-not-open');
  if (command.type === 'RecordBreach') return recordBreach(command, dossier);
  const route = routeOf[command.type];
  if (route) assertPossible(dossier, route);
  return withBreach(command.at, dossier, carriedOut(command, dossier));
};

export const dossierDecider: Decider<Dossier | undefined, DossierCommand, DossierEvent> = { initialState: undefined, evolve, decide };
