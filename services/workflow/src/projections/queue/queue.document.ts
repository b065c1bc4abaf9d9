import type { DossierState } from '@motcua/contracts';

/** A line of the work queue. Only the masked name is shown; the look at the person is the dossier's own page, and recorded there. */
export interface QueueLine {
  readonly id: string;
  readonly requestCode: string;
  readonly code?: string;
  readonly state: DossierState;
  readonly procedure: { readonly code: string; readonly name: string; readonly version: number };
  readonly agency: string;
  readonly receivingAgency: string;
  readonly channel: string;
  readonly unit?: { readonly key: string; readonly name: string };
  readonly officer?: string;
  readonly step?: { readonly key: string; readonly name: string };
  readonly receivedAt: string;
  readonly answerBy: string;
  readonly dueAt?: string;
  /** The due time recorded as breached. */
  readonly breached?: string;
  readonly standing?: 'early' | 'onTime' | 'late';
  readonly applicant?: string;
}

export interface QueueState {
  readonly line: QueueLine;
  /** Normalised for the search by prefix; in clear in the read database only, which is never backed up. Deleted on erasure. */
  readonly name?: string;
}

/** Still something to do at the counter or behind it. */
export const openStates: readonly DossierState[] = [
  'submitted',
  'accepted',
  'inProgress',
  'awaitingSupplement',
  'awaitingPayment',
  'suspended',
  'resolved',
];

/** `Trần Thị Thử Án` and `tran thi thu an` are found alike. */
export const searchable = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/gu, ' ').trim();
