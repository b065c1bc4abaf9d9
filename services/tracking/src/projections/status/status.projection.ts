import type {
  CalendarPublished,
  DirectoryPublished,
  DossierEvent,
  IntakeEvent,
  ProcedurePublished,
  TrackingEvent,
} from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { Projection } from '@motcua/read-models';
import { evolveWorked } from './evolve-worked.ts';
import { namesOf } from './names.ts';
import type { CalendarState, Entry, Opened, StatusState, TrackingState } from './status.document.ts';
import { renderStatus } from './status.render.ts';

const none: Opened = { names: {} };
const idIn = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
export const isNames = (stream: string): boolean => stream.startsWith('directory-') || stream.startsWith('procedure-');
export const isCalendar = (stream: string): boolean => stream.startsWith('calendar-');
/** How what is published is found by the index `kind`. */
export const published = { names: 1, calendar: 2 } as const;

/** A sealed block that does not open is not guessed: the fold throws, and the document stands still. */
class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const entryOf = (event: IntakeEvent | DossierEvent, at: string, { names: { unit, step, done = step } }: Opened): Entry => ({
  at,
  event: event.type.replace(/\.v\d+$/, ''),
  ...(unit ? { unit } : {}),
  ...(done ? { step: done } : {}),
  ...(event.type === 'SupplementNoted.v1' && event.data.remaining.length === 0 ? { unasked: true } : {}),
});

const evolveFiled = (state: StatusState, event: IntakeEvent, opened: Opened): StatusState => {
  const told = (at: string) => [...state.told, entryOf(event, at, none)];
  switch (event.type) {
    case 'SubmissionFiled.v1': {
      const { receivedAt, procedure, tracking, requestCode, delivery } = event.data;
      const { lookup } = opened;
      const { code, name, nameEn = name, version } = procedure;
      return {
        ...state,
        requestCode,
        delivery: delivery.method,
        told: told(receivedAt),
        filed: {
          receivedAt,
          procedure: { code, name: { vi: name, en: nameEn }, version },
          tokenHash: tracking.tokenHash,
          generation: tracking.generation,
          ...(lookup ? { lookup } : {}),
        },
      };
    }
    case 'TrackingLinkReplaced.v1': {
      const { tokenHash, generation } = event.data.tracking;
      return state.filed ? { ...state, filed: { ...state.filed, tokenHash, generation } } : state;
    }
    case 'SubmissionSupplemented.v1':
      return { ...state, supplementSentAt: event.data.at, told: told(event.data.at) };
    case 'WithdrawalRequested.v1':
      return { ...state, withdrawalRequestedAt: event.data.at, told: told(event.data.at) };
    default:
      return state;
  }
};

const evolveDone = (state: StatusState, event: DossierEvent, opened: Opened): StatusState => ({
  ...state,
  worked: evolveWorked(state.worked, event, opened),
  done: [...state.done, entryOf(event, event.data.at, opened)],
  ...(event.type === 'DossierOpened.v1' ? { requestCode: event.data.requestCode, delivery: event.data.delivery.method } : {}),
});

const evolveStatus = (before: StatusState, recorded: Recorded, opened: Opened, source: string): StatusState => {
  const event = recorded as unknown as IntakeEvent | DossierEvent | TrackingEvent;
  if (before.erased || event.type === 'PersonalDataErased.v1') return { kind: 'status', id: before.id, told: [], done: [], erased: true };
  if (opened.failed) throw new SealBroken(`${event.type} does not open`);
  if (event.type === 'DossierRated.v1') return { ...before, rated: true };
  return source === 'intake' ? evolveFiled(before, event as IntakeEvent, opened) : evolveDone(before, event as DossierEvent, opened);
};

const evolveCalendar = (state: TrackingState | undefined, { data }: CalendarPublished): CalendarState => {
  const { version, definition } = data;
  return state?.kind === 'calendar' && state.version > version ? state : { kind: 'calendar', version, definition };
};

/**
 * Where every dossier is, as its citizen may know it, and the published names and calendars beside. Each document is a dossier's id,
 * or the stream of a publication. `prepare` opens what is sealed; without it (in tests of the fold) nothing is opened.
 */
export const statusProjection = (
  prepare?: Projection<TrackingState, Opened>['prepare'],
  alreadyFolded?: Projection<TrackingState, Opened>['alreadyFolded'],
): Projection<TrackingState, Opened> => ({
  name: 'tracking-status',
  version: 5,
  sources: ['intake', 'workflow', 'tracking'],
  indexes: {
    token: { keys: ['token'], unique: true },
    code: { keys: ['code'], unique: true },
    request: { keys: ['request'], unique: true },
    kind: { keys: ['names'] },
  },
  documentsOf: (source, { stream, type, data }) => {
    if (source === 'tracking') return stream.startsWith('rating-') ? [idIn(stream)] : [];
    if (source === 'intake') {
      if (stream.startsWith('submission-')) return [idIn(stream)];
      return type === 'PersonalDataErased.v1' ? (data as { dossiers: readonly string[] }).dossiers : [];
    }
    if (stream.startsWith('dossier-')) return [idIn(stream)];
    return isNames(stream) || isCalendar(stream) ? [stream] : [];
  },
  ...(prepare ? { prepare } : {}),
  ...(alreadyFolded ? { alreadyFolded } : {}),
  evolve: (state, recorded, opened = none, source) => {
    if (isNames(recorded.stream)) {
      const names = namesOf(recorded as unknown as DirectoryPublished | ProcedurePublished);
      return { kind: 'names', versions: [...(state?.kind === 'names' ? state.versions : []), { position: recorded.position, names }] };
    }
    if (isCalendar(recorded.stream)) return evolveCalendar(state, recorded as unknown as CalendarPublished);
    const { dossierId } = recorded.data as { dossierId?: string };
    const empty: StatusState = { kind: 'status', id: dossierId ?? '', told: [], done: [] };
    return evolveStatus(state?.kind === 'status' ? state : empty, recorded, opened, source);
  },
  render: (state, parked) => {
    if (state.kind !== 'status') return { keys: { names: published[state.kind] } };
    if (state.erased) return { keys: {} };
    const { filed, worked, requestCode = null } = state;
    return {
      rendered: renderStatus(state, parked),
      keys: { token: filed?.tokenHash ?? null, code: worked?.code ?? null, request: requestCode },
    };
  },
});
