import type { DossierDocument, DossierEvent, DossierOpened, Named, PaperRef } from '@motcua/contracts';
import { attribute } from './accountable-time.ts';
import type { Fee } from './dossier.commands.ts';
import type { Dossier, TimelineEntry } from './dossier.state.ts';

const opened = (data: DossierOpened['data']): Dossier => ({
  state: 'submitted',
  opened: data,
  procedure: data.procedure,
  rounds: 0,
  documents: data.documents,
  missing: data.missing,
  answered: [],
  spans: [],
  timeline: [],
});

const without = <Key extends keyof Dossier>(dossier: Dossier, ...keys: Key[]): Dossier => {
  const rest: Partial<Record<keyof Dossier, unknown>> = { ...dossier };
  for (const key of keys) delete rest[key];
  return rest as unknown as Dossier;
};

/** A new unit takes it over: whoever had it in the old one has it no more. */
const heldBy = (dossier: Dossier, unit: Named): Dossier => ({
  ...(dossier.unit?.key === unit.key ? dossier : without(dossier, 'officer')),
  unit,
});

const withPapers = (dossier: Dossier, received: readonly PaperRef[], documents: readonly DossierDocument[] = []): Dossier => {
  const came = new Set(received.map((paper) => paper.code));
  return {
    ...dossier,
    documents: [...dossier.documents, ...documents],
    missing: dossier.missing.filter((paper) => !came.has(paper.code)),
  };
};

const evolved = (dossier: Dossier, event: Exclude<DossierEvent, DossierOpened>): Dossier => {
  switch (event.type) {
    case 'DossierAccepted.v1': {
      const { data } = event;
      const clock = {
        startsAt: data.clockStartsAt,
        dueAt: data.dueAt,
        originalDueAt: data.dueAt,
        legalDueAt: data.legalDueAt,
        calendar: data.calendar,
      };
      const fee: Fee = { kind: data.fee.kind, ...(data.fee.amount === undefined ? {} : { amount: data.fee.amount }) };
      return {
        ...dossier,
        state: 'accepted',
        procedure: data.procedure,
        code: data.code,
        acceptedAt: data.at,
        counter: data.holder,
        unit: data.holder,
        fee,
        clock,
      };
    }
    case 'DossierRefused.v1': {
      const { reason, rightAgency, sealed } = event.data;
      return {
        ...without(dossier, 'supplement'),
        state: 'refused',
        refusal: { reason, note: sealed.note, ...(rightAgency ? { rightAgency } : {}) },
      };
    }
    case 'DossierForwarded.v1': {
      const { unit, step } = event.data;
      return { ...heldBy(without(dossier, 'step'), unit), state: 'inProgress', ...(step ? { step } : {}) };
    }
    case 'DossierAssigned.v1':
      return { ...dossier, state: 'inProgress', unit: event.data.unit, officer: event.data.officer };
    case 'StepCompleted.v1': {
      const { holder, next } = event.data;
      return { ...heldBy(without(dossier, 'step'), holder), ...(next ? { step: next } : {}) };
    }
    case 'SupplementRequested.v1': {
      const { phase, clock, at, by, documents, sealed, respondBy, round } = event.data;
      const supplement = {
        phase,
        clock,
        at,
        by,
        documents,
        from: dossier.state,
        reason: sealed.reason,
        ...(respondBy ? { respondBy } : {}),
      };
      return { ...dossier, state: 'awaitingSupplement', supplement, rounds: round };
    }
    case 'SupplementNoted.v1': {
      const { received, remaining, documents, supplementId } = event.data;
      const next = withPapers({ ...dossier, answered: [...dossier.answered, supplementId] }, received, documents);
      return next.supplement ? { ...next, supplement: { ...next.supplement, documents: remaining } } : next;
    }
    case 'DossierResumed.v1': {
      const { to, received, documents, supplementId, dueAt, legalDueAt, calendar } = event.data;
      const next = withPapers(without(dossier, 'supplement'), received, documents);
      const before = next.clock;
      const clock =
        before && dueAt ? { ...before, dueAt, legalDueAt: legalDueAt ?? before.legalDueAt, calendar: calendar ?? before.calendar } : before;
      return { ...next, state: to, answered: [...next.answered, supplementId], ...(clock ? { clock } : {}) };
    }
    case 'DossierWithdrawn.v1':
      return { ...without(dossier, 'supplement'), state: 'withdrawn', answered: [...dossier.answered, event.data.requestId] };
    case 'WithdrawalDeclined.v1':
      return { ...dossier, answered: [...dossier.answered, event.data.requestId] };
    case 'ResultSigned.v1': {
      const { outcome, signedBy, paperOnly, documents, sealed } = event.data;
      return { ...dossier, result: { outcome, signedBy, paperOnly, documents, ...(sealed.reason ? { reason: sealed.reason } : {}) } };
    }
    case 'ResultNumbered.v1':
      return dossier.result ? { ...dossier, result: { ...dossier.result, number: event.data.number } } : dossier;
    case 'ResultIssued.v1': {
      const { at, standing, daysEarly, collect, bring, holder } = event.data;
      const result = dossier.result && { ...dossier.result, issued: { at, standing, daysEarly, collect, bring } };
      return { ...heldBy(dossier, holder), state: 'resolved', ...(result ? { result } : {}) };
    }
    case 'ResultReturned.v1': {
      const { at, channel, capacity, sealed } = event.data;
      const result = dossier.result && { ...dossier.result, returned: { at, channel, capacity, receiver: sealed.receiver } };
      return { ...without(dossier, 'unit', 'officer'), state: 'returned', ...(result ? { result } : {}) };
    }
    case 'DeadlineBreached.v1':
      return dossier.clock ? { ...dossier, clock: { ...dossier.clock, breached: event.data.dueAt } } : dossier;
    default:
      return dossier;
  }
};

const entryOf = (event: DossierEvent): TimelineEntry => {
  const { data } = event;
  return {
    at: data.at,
    event: event.type.replace(/\.v\d+$/, ''),
    ...('by' in data ? { by: data.by } : {}),
    ...('unit' in data ? { unit: data.unit } : 'holder' in data ? { unit: data.holder } : {}),
    ...('step' in data && data.step ? { step: data.step } : {}),
  };
};

/** `undefined` before it was opened. */
export const evolve = (state: Dossier | undefined, event: DossierEvent): Dossier | undefined => {
  const next = event.type === 'DossierOpened.v1' ? opened(event.data) : state && evolved(state, event);
  return next && { ...next, spans: attribute(next.spans, event), timeline: [...next.timeline, entryOf(event)] };
};
