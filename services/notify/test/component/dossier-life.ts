import { type DossierEvent, type SealedContact, workflowCodec } from '@motcua/contracts';
import { codec, type EventStore, eventIdOf, memoryEventStore } from '@motcua/es';
import { memorySubjectKeys, newDataKey, seal } from '@motcua/sealing';
import { announce, type DossierRecorded } from '../../src/application/announce.ts';
import { openHandlers } from '../../src/application/handlers.ts';
import type { Voice } from '../../src/domain/wording/write.ts';

export const dossierId = '0199a0de-0000-8000-8000-0000000000d0';
export const at = '2026-11-23T09:00:00+07:00';
export const voice: Voice = {
  web: { vi: '127.0.0.1:8080', en: '127.0.0.1:8080' },
  pronoun: 'ông/bà',
  smsPronoun: 'Ong/Ba',
};
const agency = { code: 'H53.12', name: 'UBND xã Bình Mẫu' };
const procedure = { code: '1.001193', name: 'Đăng ký khai sinh', version: 1 };
const paper = { code: 'giay-chung-sinh', name: 'Giấy chứng sinh' };
const calendar = { versions: [{ year: 2026, version: 1 }], provisional: false };
export const holder = { key: 'tu-phap-ho-tich', name: 'Tư pháp, hộ tịch' };

/** The events of workflow that a dossier's life causes, sealed under one key. */
export const lifeOf = (key: Uint8Array, contact: Partial<SealedContact> = {}, id = dossierId) => {
  const sealed = (value: unknown): string => seal(value, key, id);
  const base = { dossierId: id, at, by: 'tiep-nhan' };
  const reached: SealedContact = { phone: '+84900000001', sms: true, byEmail: false, language: 'vi', ...contact };
  return {
    opened: {
      type: 'DossierOpened.v1',
      data: {
        dossierId: id,
        requestCode: 'YC-7K3M-9QXD-2F4H',
        procedure,
        competentAgency: agency,
        receivingAgency: agency,
        channel: 'web',
        receivedAt: at,
        at,
        answerBy: '2026-11-23T16:30:00+07:00',
        afterHours: false,
        subjectId: 'a'.repeat(64),
        language: 'vi',
        delivery: { method: 'counter' },
        documents: [],
        missing: [],
        sealed: { applicant: sealed({}), contact: sealed(reached) },
      },
    },
    accepted: {
      type: 'DossierAccepted.v1',
      data: {
        ...base,
        code: 'H53.12-261123-0007',
        procedure,
        receivingAgency: agency,
        competentAgency: agency,
        clockStartsAt: at,
        dueAt: '2026-11-24T16:30:00+07:00',
        legalDueAt: '2026-11-24T16:30:00+07:00',
        calendar,
        holder,
        fee: { kind: 'free' },
      },
    },
    refused: {
      type: 'DossierRefused.v1',
      data: { ...base, reason: 'wrongAgency', rightAgency: agency, sealed: { note: sealed('Sai nơi nộp') } },
    },
    asked: {
      type: 'SupplementRequested.v1',
      data: {
        ...base,
        phase: 'appraisal',
        clock: 'pause',
        round: 1,
        documents: [paper],
        sealed: { reason: sealed('Ảnh mờ, xin chụp lại') },
      },
    },
    noted: {
      type: 'SupplementNoted.v1',
      data: { dossierId: id, at, supplementId: eventIdOf('s', 0), received: [], remaining: [paper], documents: [] },
    },
    resumed: {
      type: 'DossierResumed.v1',
      data: { dossierId: id, at, to: 'inProgress', supplementId: eventIdOf('s', 1), received: [paper], dueAt: at, calendar, documents: [] },
    },
    withdrawn: {
      type: 'DossierWithdrawn.v1',
      data: { dossierId: id, at, requestId: eventIdOf('w', 0), sealed: { reason: sealed('thôi') } },
    },
    kept: { type: 'WithdrawalDeclined.v1', data: { dossierId: id, at, requestId: eventIdOf('w', 0), reason: 'resultExists' } },
    ready: {
      type: 'ResultIssued.v1',
      data: {
        ...base,
        outcome: 'granted',
        standing: 'early',
        daysEarly: 2,
        dueAt: '2026-11-25T16:30:00+07:00',
        collect: { from: '2026-11-23T13:30:00+07:00', place: 'Quầy 2', hours: '07:30–11:30, 13:30–17:00' },
        bring: [paper],
        holder,
      },
    },
    returned: {
      type: 'ResultReturned.v1',
      data: {
        ...base,
        channel: 'counter',
        capacity: 'self',
        originals: [],
        sealed: { receiver: sealed({ name: 'Trần Thị Thử An', masked: 'T. T. T. An' }) },
      },
    },
    late: { type: 'DeadlineBreached.v1', data: { dossierId: id, at, dueAt: at, recordedAt: at } },
  } as const satisfies Record<string, DossierEvent>;
};

const checked = codec<DossierEvent>(workflowCodec);
/** An event as the bus hands it over. */
export const recorded = (event: DossierEvent, revision = 0, actor?: string): DossierRecorded => {
  const { type, data } = checked.check(event);
  return {
    id: eventIdOf(`${data.dossierId}/${type}`, revision),
    type,
    data,
    metadata: {
      at,
      actor: actor ?? (type === 'DeadlineBreached.v1' ? 'system:clock' : 'officer:tiep-nhan'),
      correlationId: data.dossierId,
      causationId: 'c-1',
    },
    stream: `dossier-${data.dossierId}`,
    revision,
    position: revision + 1,
    hash: '',
    previous: '',
  } as DossierRecorded;
};

/** notify's insides over a memory store, with one dossier's key. */
export const inside = (store: EventStore = memoryEventStore()) => {
  const key = newDataKey();
  const keys = new Map([[dossierId, key]]);
  const handlers = openHandlers(store);
  const deps = { handlers, keys: memorySubjectKeys(keys), voice, now: () => at };
  return { store, key, keys, handlers, deps, announce: announce(deps), life: lifeOf(key) };
};

export const all = async (store: EventStore, prefix: string) => store.readAll({ after: 0, limit: 1_000, streams: [prefix] });
