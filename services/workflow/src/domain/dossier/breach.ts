import type { DossierEvent } from '@motcua/contracts';
import type { RecordBreach } from './dossier.commands.ts';
import { evolve } from './dossier.evolve.ts';
import type { Dossier } from './dossier.state.ts';
import { clockRuns } from './dossier.transitions.ts';

/** The due time of a running clock passed: recorded once, at that time, whenever it is noticed. */
export const recordBreach = ({ dueAt, recordedAt }: Omit<RecordBreach, 'type'>, dossier: Dossier): readonly DossierEvent[] => {
  const { clock } = dossier;
  if (!clock || !clockRuns(dossier) || clock.dueAt !== dueAt || clock.breached === dueAt) return [];
  if (Date.parse(recordedAt) < Date.parse(dueAt)) return [];
  return [{ type: 'DeadlineBreached.v1', data: { dossierId: dossier.opened.dossierId, at: dueAt, dueAt, recordedAt } }];
};

const stopsClock = (dossier: Dossier, events: readonly DossierEvent[]): boolean => {
  const after = events.reduce<Dossier | undefined>(evolve, dossier);
  return after === undefined || !clockRuns(after);
};

/** Who looks for breaches finds only clocks that still run: what stops one after its due time records the breach with it, before it. */
export const withBreach = (at: string, dossier: Dossier, events: readonly DossierEvent[]): readonly DossierEvent[] => {
  const dueAt = dossier.clock?.dueAt;
  if (dueAt === undefined || Date.parse(at) <= Date.parse(dueAt) || !stopsClock(dossier, events)) return events;
  return [...recordBreach({ dueAt, recordedAt: at }, dossier), ...events];
};
