import type { DossierState } from '@motcua/contracts';
import type { Dossier } from './dossier.state.ts';

/** Commands of officers, as the routes call them. */
export const officerCommands = [
  'accept',
  'refuse',
  'forward',
  'assign',
  'complete-step',
  'request-supplement',
  'issue-result',
  'return-result',
] as const;
export type OfficerCommand = (typeof officerCommands)[number];

/** State × command, source: domain decisions, life-cycle table. What also depends on the dossier's facts is in `possible`. */
const table: Readonly<Record<DossierState, readonly OfficerCommand[]>> = {
  submitted: ['accept', 'refuse', 'request-supplement'],
  accepted: ['forward'],
  refused: [],
  inProgress: ['forward', 'assign', 'complete-step', 'request-supplement', 'issue-result'],
  awaitingSupplement: ['refuse'],
  awaitingPayment: [],
  withdrawn: [],
  suspended: [],
  stopped: [],
  resolved: ['return-result'],
  returned: [],
};

const conditions: Partial<Record<OfficerCommand, (dossier: Dossier) => boolean>> = {
  // Before acceptance only: who was asked at the counter and did not answer may be refused (`notSupplemented`).
  refuse: (dossier) => dossier.state === 'submitted' || dossier.supplement?.phase === 'intake',
  'complete-step': (dossier) => dossier.step !== undefined,
  'issue-result': (dossier) => dossier.step === undefined,
};

/** What the law lets happen to this dossier now, whoever asks. */
export const possible = (dossier: Dossier): readonly OfficerCommand[] =>
  table[dossier.state].filter((command) => conditions[command]?.(dossier) ?? true);

/** A result exists from its signature on; a dossier that has ended takes no request any more. */
export const ended = (state: DossierState): boolean => ['refused', 'withdrawn', 'stopped', 'returned'].includes(state);

/** Runs in working time; stopped by a supplement, a payment, a suspension or an end. Nights and Sundays do not stop it. */
export const clockRuns = (dossier: Dossier): boolean =>
  dossier.clock !== undefined && (dossier.state === 'accepted' || dossier.state === 'inProgress');
