import { type DossierEvent, type PersonalDataErased, SealedApplicant, type ServiceName } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { Projection } from '@motcua/read-models';
import { maskName, type SubjectKeys, unseal } from '@motcua/sealing';
import { openStates, type QueueLine, type QueueState, searchable } from './queue.document.ts';

export interface OpenedName {
  readonly fullName: string;
}

const lineOf = (event: DossierEvent, line: QueueLine): QueueLine => {
  switch (event.type) {
    case 'DossierAccepted.v1': {
      const { code, dueAt, holder, procedure } = event.data;
      return { ...line, state: 'accepted', code, dueAt, unit: holder, procedure };
    }
    case 'DossierRefused.v1':
      return { ...line, state: 'refused' };
    case 'DossierForwarded.v1': {
      const { officer, step, ...rest } = line;
      const kept = officer !== undefined && line.unit?.key === event.data.unit.key ? { officer } : {};
      return { ...rest, ...kept, state: 'inProgress', unit: event.data.unit, ...(event.data.step ? { step: event.data.step } : {}) };
    }
    case 'DossierAssigned.v1':
      return { ...line, state: 'inProgress', unit: event.data.unit, officer: event.data.officer };
    case 'StepCompleted.v1': {
      const { officer, step, ...rest } = line;
      const kept = officer !== undefined && line.unit?.key === event.data.holder.key ? { officer } : {};
      return { ...rest, ...kept, unit: event.data.holder, ...(event.data.next ? { step: event.data.next } : {}) };
    }
    case 'SupplementRequested.v1':
      return { ...line, state: 'awaitingSupplement' };
    case 'DossierResumed.v1':
      return { ...line, state: event.data.to, ...(event.data.dueAt ? { dueAt: event.data.dueAt } : {}) };
    case 'DossierWithdrawn.v1':
      return { ...line, state: 'withdrawn' };
    case 'ResultIssued.v1': {
      const { officer, ...rest } = line;
      return { ...rest, state: 'resolved', unit: event.data.holder, standing: event.data.standing };
    }
    case 'ResultReturned.v1':
      return { ...line, state: 'returned' };
    case 'DeadlineBreached.v1':
      return { ...line, breached: event.data.dueAt };
    default:
      return line;
  }
};

const opening = ({ data }: Extract<DossierEvent, { type: 'DossierOpened.v1' }>, name: OpenedName | undefined): QueueState => ({
  line: {
    id: data.dossierId,
    requestCode: data.requestCode,
    state: 'submitted',
    procedure: data.procedure,
    agency: data.competentAgency.code,
    receivingAgency: data.receivingAgency.code,
    channel: data.channel,
    receivedAt: data.receivedAt,
    answerBy: data.answerBy,
    ...(name ? { applicant: maskName(name.fullName) } : {}),
  },
  ...(name ? { name: searchable(name.fullName) } : {}),
});

const forget = ({ line: { applicant, ...line } }: QueueState): QueueState => ({ line });

/** When it is to be done by: the answer before acceptance, the appointment after it. Epoch ms. */
const dueOf = ({ dueAt, answerBy }: QueueLine): number => Date.parse(dueAt ?? answerBy);

const breachOf = ({ state, dueAt, breached }: QueueLine): number | null =>
  dueAt !== undefined && breached !== dueAt && (state === 'accepted' || state === 'inProgress') ? Date.parse(dueAt) : null;

const render = ({ line, name }: QueueState, parked: boolean) => {
  const { breached, ...shown } = line;
  const standing = line.standing ?? (line.dueAt === undefined ? undefined : breached === line.dueAt ? 'overdue' : 'inTime');
  return {
    rendered: JSON.stringify({ ...shown, standing, stale: parked || undefined }),
    keys: {
      agency: line.agency,
      open: openStates.includes(line.state) ? 1 : 0,
      state: line.state,
      assignee: line.officer ?? null,
      unit: line.unit?.key ?? null,
      due: dueOf(line),
      requestCode: line.requestCode,
      code: line.code ?? null,
      name: name ?? null,
      breachAt: breachOf(line),
    },
  };
};

/** The work queue of every agency, and the due rows of running clocks. */
export const queueProjection = (keys: SubjectKeys): Projection<QueueState, OpenedName> => ({
  name: 'workflow-queue',
  version: 1,
  sources: ['workflow', 'intake'],
  indexes: {
    open: { keys: ['agency', 'open', 'due'] },
    state: { keys: ['agency', 'state', 'due'] },
    assignee: { keys: ['agency', 'assignee', 'due'] },
    requestCode: { keys: ['agency', 'requestCode'] },
    code: { keys: ['agency', 'code'] },
    name: { keys: ['agency', 'name'] },
    breach: { keys: ['breachAt'] },
  },
  documentsOf: (source: ServiceName, event: Recorded) => {
    if (source === 'workflow') return event.stream.startsWith('dossier-') ? [event.stream.slice('dossier-'.length)] : [];
    return event.type === 'PersonalDataErased.v1' ? (event.data as PersonalDataErased['data']).dossiers : [];
  },
  prepare: async (events) => {
    const openings = (events as readonly Recorded<DossierEvent>[]).flatMap((event) =>
      event.type === 'DossierOpened.v1'
        ? [{ id: event.id, data: event.data as Extract<DossierEvent, { type: 'DossierOpened.v1' }>['data'] }]
        : [],
    );
    const found = openings.length === 0 ? new Map<string, Uint8Array>() : await keys.keysOf(openings.map(({ data }) => data.dossierId));
    return new Map(
      openings.flatMap(({ id, data }) => {
        const key = found.get(data.dossierId);
        return key ? [[id, { fullName: SealedApplicant.parse(unseal(data.sealed.applicant, key)).applicant.fullName }] as const] : [];
      }),
    );
  },
  evolve: (state, recorded, name, source) => {
    if (source === 'intake') return state && forget(state);
    const event = recorded as unknown as DossierEvent;
    if (event.type === 'DossierOpened.v1') return opening(event, name);
    return state && { ...state, line: lineOf(event, state.line) };
  },
  render,
});
