import type { DossierDocument, DossierEvent, DossierOpened, DossierState, PaperRef, ResultIssued } from '@motcua/contracts';
import { attribute, type Span } from './accountable-time.ts';
import type { Basis } from './appointments.ts';
import type { Fee, Named } from './dossier.commands.ts';

/** One line of the life: what happened, when, at whose hands. Officers as ids; free text stays sealed in the events. */
export interface TimelineEntry {
  readonly at: string;
  readonly event: string;
  readonly by?: string;
  readonly unit?: Named;
  readonly step?: Named;
}

/** The clock from acceptance on. `originalDueAt` is the first appointment, whatever came after. */
export interface DossierClock {
  readonly startsAt: string;
  readonly dueAt: string;
  readonly originalDueAt: string;
  readonly legalDueAt: string;
  readonly calendar: Basis;
  /** The due time that was recorded as breached; another `dueAt` is another promise. */
  readonly breached?: string;
}

/** Papers asked for; `documents` shrinks as they come. `from` is the state it goes back to. */
export interface AskedSupplement {
  readonly phase: 'intake' | 'appraisal';
  readonly clock: 'none' | 'reset' | 'pause';
  readonly from: DossierState;
  readonly at: string;
  readonly by: string;
  readonly documents: readonly PaperRef[];
  readonly reason: string;
  readonly respondBy?: string;
}

export interface DossierResult {
  readonly outcome: 'granted' | 'declined';
  readonly signedBy: string;
  readonly paperOnly: boolean;
  readonly documents: readonly string[];
  /** Sealed. */
  readonly reason?: string;
  readonly number?: string;
  readonly issued?: Pick<ResultIssued['data'], 'at' | 'standing' | 'daysEarly' | 'collect' | 'bring'>;
  readonly returned?: { readonly at: string; readonly channel: string; readonly capacity: string; readonly receiver: string };
}

export interface Dossier {
  readonly state: DossierState;
  readonly opened: DossierOpened['data'];
  readonly procedure: DossierOpened['data']['procedure'];
  readonly code?: string;
  readonly acceptedAt?: string;
  /** Where it was taken in, and where its result is handed out. */
  readonly counter?: Named;
  /** The unit that has it now. */
  readonly unit?: Named;
  readonly officer?: string;
  readonly step?: Named;
  readonly fee?: Fee;
  readonly clock?: DossierClock;
  readonly supplement?: AskedSupplement;
  readonly rounds: number;
  readonly documents: readonly DossierDocument[];
  /** Required papers that have not come. */
  readonly missing: readonly PaperRef[];
  readonly refusal?: { readonly reason: string; readonly note: string; readonly rightAgency?: { code: string; name: string } };
  readonly result?: DossierResult;
  /** Supplements and withdrawal requests already answered. */
  readonly answered: readonly string[];
  readonly spans: readonly Span[];
  readonly timeline: readonly TimelineEntry[];
}

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
      const { to, received, documents, supplementId, dueAt, calendar } = event.data;
      const next = withPapers(without(dossier, 'supplement'), received, documents);
      const clock = next.clock && dueAt ? { ...next.clock, dueAt, calendar: calendar ?? next.clock.calendar } : next.clock;
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
