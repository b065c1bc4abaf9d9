import type { AgencyRef, DossierDocument, DossierOpened, DossierState, Named, PaperRef, ResultIssued } from '@motcua/contracts';
import type { Span } from './accountable-time.ts';
import type { Basis } from './appointments.ts';
import type { Fee } from './dossier.commands.ts';

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
  readonly refusal?: { readonly reason: string; readonly note: string; readonly rightAgency?: AgencyRef };
  readonly result?: DossierResult;
  /** Supplements and withdrawal requests already answered. */
  readonly answered: readonly string[];
  readonly spans: readonly Span[];
  readonly timeline: readonly TimelineEntry[];
}
