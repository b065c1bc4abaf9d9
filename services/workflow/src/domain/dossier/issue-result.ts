import type { DossierEvent, PaperRef } from '@motcua/contracts';
import { Rejection } from '@motcua/es';
import type { IssueResult, PinnedProcedure } from './dossier.commands.ts';
import type { Dossier } from './dossier.state.ts';
import { papersOf } from './papers.ts';

/** How the appointment was kept: early by whole working days, on time until the very moment, late after it. */
const standingOf = (at: string, dueAt: string, daysEarly: number): 'early' | 'onTime' | 'late' =>
  Date.parse(at) > Date.parse(dueAt) ? 'late' : daysEarly > 0 ? 'early' : 'onTime';

/** Papers whose originals are compared at the visit: owed as an original, and either sent as a photo or not sent at all. */
export const originalsOf = (dossier: Dossier, { definition }: PinnedProcedure): readonly PaperRef[] => {
  const concerned = [...dossier.documents, ...dossier.missing].map((paper) => paper.code);
  const owed = definition.documents.filter((paper) => ['handIn', 'show', 'certifiedCopy'].includes(paper.owed));
  return papersOf(concerned, { documents: owed });
};

/** Signed, numbered, issued: three facts, here by one call. */
export const issueResult = (command: IssueResult, dossier: Dossier): readonly DossierEvent[] => {
  const { at, by, signedBy, outcome, reason, paperOnly, documents, number, collect, procedure, appointments } = command;
  const { clock, counter, opened } = dossier;
  if (!clock || !counter) throw new Rejection('command-not-allowed', { state: dossier.state, allowed: [] });
  if (outcome === 'granted' && !paperOnly && documents.length === 0) throw new Rejection('signed-file-missing', { state: dossier.state });
  const { dossierId } = opened;
  const daysEarly = appointments.datesBetween(at, clock.dueAt);
  return [
    {
      type: 'ResultSigned.v1',
      data: { dossierId, at, by, signedBy, outcome, paperOnly, documents: [...documents], sealed: reason === undefined ? {} : { reason } },
    },
    { type: 'ResultNumbered.v1', data: { dossierId, at, by, number } },
    {
      type: 'ResultIssued.v1',
      data: {
        dossierId,
        at,
        by,
        outcome,
        standing: standingOf(at, clock.dueAt, daysEarly),
        daysEarly,
        dueAt: clock.dueAt,
        collect: { from: appointments.nextWorking(at), ...collect },
        // Nothing is compared for an answer that grants nothing.
        bring: outcome === 'declined' ? [] : [...originalsOf(dossier, procedure)],
        holder: counter,
        ...(paperOnly ? { paperOnly } : {}),
      },
    },
  ];
};
