import { type DossierEvent, type DossierRated, nationalCodeOf, type PublicEvent, type PublicFact } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import { evolve, initialState, type PublicLog } from './public-log.state.ts';

/** An event of the dossier, with its revision there; or its rating. */
export type Translate =
  | { readonly kind: 'dossier'; readonly event: DossierEvent; readonly revision: number }
  | { readonly kind: 'rated'; readonly event: DossierRated };

type Name = PublicEvent['type'];
type Change = Partial<Pick<PublicFact, 'dossier' | 'procedure' | 'stage' | 'clock'>>;

const fact = (last: PublicFact, type: Name, at: string, sourceRevision: number, change: Change = {}): PublicEvent => {
  const { score: _, ...rest } = last;
  const stage = change.stage ?? last.stage;
  return { type, data: { ...rest, ...change, stage, nationalCode: nationalCodeOf[stage], at, sourceRevision } };
};
const halted = ({ clock }: PublicFact): Change => (clock ? { clock: { ...clock, running: false } } : {});

const opened = (event: DossierEvent, revision: number): readonly PublicEvent[] => {
  // Whoever hears a later event first has missed the opening: it is asked for again, never made up.
  if (event.type !== 'DossierOpened.v1') throw new Rejection('log-not-opened');
  const { dossierId, procedure, competentAgency, at } = event.data;
  const data: PublicFact = {
    dossier: { id: dossierId },
    procedure: { code: procedure.code, version: procedure.version },
    agency: competentAgency.code,
    stage: 'submitted',
    nationalCode: nationalCodeOf.submitted,
    at,
    sourceRevision: revision,
  };
  return [{ type: 'PublicDossierOpened.v1', data }];
};

const translated = (last: PublicFact, event: DossierEvent, revision: number): readonly PublicEvent[] => {
  const { at } = event.data;
  const say = (type: Name, change?: Change): PublicEvent => fact(last, type, at, revision, change);
  const moved = (stage: PublicFact['stage'], change: Change = {}) =>
    last.stage === stage ? [] : [say('PublicDossierStageChanged.v1', { stage, ...change })];
  switch (event.type) {
    case 'DossierAccepted.v1': {
      const { code, procedure, dueAt } = event.data;
      const dossier = { id: last.dossier.id, code };
      const clock = { dueAt, running: true };
      return [
        say('PublicDossierAccepted.v1', {
          stage: 'accepted',
          dossier,
          clock,
          procedure: { code: procedure.code, version: procedure.version },
        }),
      ];
    }
    case 'DossierRefused.v1':
      return [say('PublicDossierRefused.v1', { stage: 'refused', ...halted(last) })];
    case 'DossierForwarded.v1':
    case 'DossierAssigned.v1':
      return moved('inProgress');
    case 'SupplementRequested.v1':
      return moved('awaitingSupplement', halted(last));
    case 'DossierResumed.v1': {
      const { to, dueAt } = event.data;
      const clock = last.clock && { dueAt: dueAt ?? last.clock.dueAt, running: true };
      const change = clock ? { clock } : {};
      const changes = moved(to, change);
      const due = last.clock && dueAt !== undefined && dueAt !== last.clock.dueAt;
      return due ? [...changes, say('PublicDossierDueDateChanged.v1', { stage: to, ...change })] : changes;
    }
    case 'DossierWithdrawn.v1':
      return moved('withdrawn', halted(last));
    case 'ResultIssued.v1':
      return [say('PublicDossierResultIssued.v1', { stage: 'resolved', ...halted(last) })];
    case 'ResultReturned.v1':
      return [say('PublicDossierReturned.v1', { stage: 'returned', ...halted(last) })];
    case 'DeadlineBreached.v1':
      return [say('PublicDossierBreached.v1')];
    default:
      return [];
  }
};

const rate = ({ data }: DossierRated, { last, returned, rated }: PublicLog): readonly PublicEvent[] => {
  if (rated) return [];
  // The rating and the return are heard from two logs: the rating waits, so that neighbours never see it first.
  if (!last || !returned) throw new Rejection('log-not-returned');
  const said = fact(last, 'PublicDossierRated.v1', data.at, last.sourceRevision);
  return [{ ...said, data: { ...said.data, score: data.score } }];
};

/** Translates what happened into what neighbours may know: nothing about a person. What was translated already is skipped. */
export const publicLog: Decider<PublicLog, Translate, PublicEvent> = {
  initialState,
  evolve,
  decide(command, state) {
    if (command.kind === 'rated') return rate(command.event, state);
    const { event, revision } = command;
    if (!state.last) return opened(event, revision);
    return revision <= state.last.sourceRevision ? [] : translated(state.last, event, revision);
  },
};
