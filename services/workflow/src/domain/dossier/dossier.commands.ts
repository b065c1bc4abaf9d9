import type {
  AgencyRef,
  DossierDocument,
  DossierOpened,
  Named,
  PaperRef,
  ProcedureDefinition,
  ResultIssued,
  refusalReasons,
} from '@motcua/contracts';
import type { Appointments } from './appointments.ts';

/** A procedure as a dossier meets it: the version it pins and what that version says. */
export interface PinnedProcedure {
  readonly version: number;
  readonly definition: ProcedureDefinition;
}
export interface Fee {
  readonly kind: 'free' | 'known' | 'unknown';
  readonly amount?: number;
}

/** What an officer does: when and who. Free text comes already sealed under the dossier's key. */
interface ByOfficer {
  readonly at: string;
  readonly by: string;
}

export interface OpenDossier {
  readonly type: 'OpenDossier';
  /** All but the end of the intake limit, which the domain works out. */
  readonly opened: Omit<DossierOpened['data'], 'answerBy' | 'afterHours'>;
  readonly procedure: PinnedProcedure;
  readonly appointments: Appointments;
}
export interface AcceptDossier extends ByOfficer {
  readonly type: 'AcceptDossier';
  readonly code: string;
  readonly procedure: PinnedProcedure;
  readonly holder: Named;
  readonly fee: Fee;
  readonly appointments: Appointments;
}
export interface RefuseDossier extends ByOfficer {
  readonly type: 'RefuseDossier';
  readonly reason: (typeof refusalReasons)[number];
  readonly note: string;
  readonly rightAgency?: AgencyRef;
}
export interface ForwardDossier extends ByOfficer {
  readonly type: 'ForwardDossier';
  readonly unit: Named;
  readonly procedure: PinnedProcedure;
}
export interface AssignDossier extends ByOfficer {
  readonly type: 'AssignDossier';
  readonly officer: string;
  readonly unit: Named;
}
export interface CompleteStep extends ByOfficer {
  readonly type: 'CompleteStep';
  readonly step: string;
  readonly note?: string;
  readonly procedure: PinnedProcedure;
  /** Units of the competent agency, for the names of those that hold it next. */
  readonly units: readonly Named[];
}
export interface RequestSupplement extends ByOfficer {
  readonly type: 'RequestSupplement';
  readonly documents: readonly PaperRef[];
  readonly reason: string;
  readonly procedure: PinnedProcedure;
  readonly appointments: Appointments;
}
export interface NoteSupplement {
  readonly type: 'NoteSupplement';
  readonly at: string;
  readonly supplementId: string;
  readonly documents: readonly DossierDocument[];
  readonly procedure: PinnedProcedure;
  readonly appointments: Appointments;
}
export interface WithdrawDossier {
  readonly type: 'WithdrawDossier';
  readonly at: string;
  readonly requestId: string;
  readonly reason: string;
}
export interface IssueResult extends ByOfficer {
  readonly type: 'IssueResult';
  readonly signedBy: string;
  readonly outcome: 'granted' | 'declined';
  readonly reason?: string;
  readonly paperOnly: boolean;
  readonly documents: readonly string[];
  readonly number: string;
  readonly collect: Omit<ResultIssued['data']['collect'], 'from'>;
  readonly procedure: PinnedProcedure;
  readonly appointments: Appointments;
}
export interface ReturnResult extends ByOfficer {
  readonly type: 'ReturnResult';
  readonly channel: 'counter' | 'post' | 'electronic';
  readonly capacity: 'self' | 'relative' | 'authorised' | 'post';
  /** Opens to `{ name, masked, idNumber? }`. */
  readonly receiver: string;
  readonly originals: readonly { readonly document: string; readonly outcome: 'matched' | 'mismatch' | 'notBrought' }[];
  readonly fee?: { readonly amount: number; readonly receiptNo: string; readonly method: string };
}
export interface RecordBreach {
  readonly type: 'RecordBreach';
  readonly dueAt: string;
  readonly recordedAt: string;
}

export type DossierCommand =
  | OpenDossier
  | AcceptDossier
  | RefuseDossier
  | ForwardDossier
  | AssignDossier
  | CompleteStep
  | RequestSupplement
  | NoteSupplement
  | WithdrawDossier
  | IssueResult
  | ReturnResult
  | RecordBreach;
