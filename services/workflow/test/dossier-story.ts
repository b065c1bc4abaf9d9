import type { DossierEvent, DossierOpened } from '@motcua/contracts';
import type { DossierCommand, PinnedProcedure } from '../src/domain/dossier/dossier.commands.ts';
import { namesOf } from '../src/domain/dossier/event-names.ts';
import { appointments, directory, procedure } from './published.ts';

export const dossierId = '6f1f9a44-3b1c-8a55-9d0e-2f8f0c7f3c11';
export const jwe = 'eyJhbGciOiJkaXIifQ..AAAA.BBBB.CCCC';
export const pinned: PinnedProcedure = { version: 1, definition: procedure() };
export const units = directory.agencies[0]?.units.map(({ key, name }) => ({ key, ...namesOf(name) })) ?? [];
const named = (key: string) => units.find((unit) => unit.key === key) ?? { key, name: key };
/** Tuesday 24 November 2026. */
export const at = (time: string, day = '24'): string => `2026-11-${day}T${time}:00.000+07:00`;

export const opening: Omit<DossierOpened['data'], 'answerBy' | 'afterHours'> = {
  dossierId,
  requestCode: 'YC-7K3M-9QXD-2F4H',
  procedure: { code: '1.001193', name: 'Đăng ký khai sinh', version: 1 },
  competentAgency: { code: 'H53.12', name: 'UBND xã Bình Mẫu' },
  receivingAgency: { code: 'H53.12', name: 'UBND xã Bình Mẫu' },
  channel: 'web',
  receivedAt: at('08:00'),
  at: at('08:00'),
  subjectId: 'a'.repeat(64),
  language: 'vi',
  delivery: { method: 'counter' },
  documents: [{ documentId: '0b8a5a52-3f8a-8c53-8d3f-6a6f4f0f7a01', code: 'giay-chung-sinh', mediaType: 'image/jpeg', bytes: 1_234 }],
  missing: [{ code: 'can-cuoc', name: 'Căn cước', nameEn: 'Identity card' }],
  sealed: { applicant: jwe, contact: jwe },
};

const desk = { by: 'tiep-nhan' };
const shared = { procedure: pinned, appointments };

/** One of each command, with the usual contents. */
export const commands = {
  open: { type: 'OpenDossier', opened: opening, ...shared },
  accept: {
    type: 'AcceptDossier',
    at: at('09:00'),
    ...desk,
    code: 'H53.12-261124-0001',
    holder: named('mot-cua'),
    fee: { kind: 'free', amount: 0 },
    ...shared,
  },
  refuse: { type: 'RefuseDossier', at: at('09:00'), ...desk, reason: 'notEligible', note: jwe },
  forward: { type: 'ForwardDossier', at: at('09:10'), ...desk, unit: named('tu-phap-ho-tich'), procedure: pinned },
  assign: { type: 'AssignDossier', at: at('09:20'), by: 'lanh-dao', officer: 'chuyen-vien', unit: named('tu-phap-ho-tich') },
  ask: {
    type: 'RequestSupplement',
    at: at('10:00'),
    by: 'chuyen-vien',
    documents: [
      { code: 'giay-chung-sinh', name: 'Giấy chứng sinh', nameEn: 'Birth note' },
      { code: 'anh', name: 'Ảnh', nameEn: 'Photo' },
    ],
    reason: jwe,
    ...shared,
  },
  note: {
    type: 'NoteSupplement',
    at: at('10:00', '25'),
    supplementId: '6f1f9a44-3b1c-8a55-9d0e-2f8f0c7f3c12',
    documents: [
      { documentId: '0b8a5a52-3f8a-8c53-8d3f-6a6f4f0f7a02', code: 'giay-chung-sinh', mediaType: 'image/jpeg', bytes: 99 },
      { documentId: '0b8a5a52-3f8a-8c53-8d3f-6a6f4f0f7a03', code: 'anh', mediaType: 'image/jpeg', bytes: 99 },
    ],
    ...shared,
  },
  step: { type: 'CompleteStep', at: at('14:00'), by: 'chuyen-vien', step: 'kiem-tra', procedure: pinned, units },
  lastStep: { type: 'CompleteStep', at: at('15:00'), by: 'chuyen-vien', step: 'ghi-so', procedure: pinned, units },
  issue: {
    type: 'IssueResult',
    at: at('15:30'),
    by: 'lanh-dao',
    signedBy: 'lanh-dao',
    outcome: 'granted',
    paperOnly: true,
    documents: [],
    number: '12/GKS',
    collect: { place: 'Trung tâm', hours: '07:30–17:00' },
    ...shared,
  },
  hand: {
    type: 'ReturnResult',
    at: at('16:00'),
    ...desk,
    channel: 'counter',
    capacity: 'self',
    receiver: jwe,
    originals: [{ document: 'giay-chung-sinh', outcome: 'matched' }],
  },
  withdraw: { type: 'WithdrawDossier', at: at('11:00'), requestId: '6f1f9a44-3b1c-8a55-9d0e-2f8f0c7f3c13', reason: jwe },
  breach: { type: 'RecordBreach', dueAt: at('09:00', '26'), recordedAt: at('09:05', '26') },
} satisfies Record<string, DossierCommand>;

/** What `decide` made of the commands one after the other. */
export const lived = (
  decider: {
    initialState: unknown;
    evolve: (state: never, event: DossierEvent) => unknown;
    decide: (command: DossierCommand, state: never) => readonly DossierEvent[];
  },
  ...done: readonly DossierCommand[]
): DossierEvent[] => {
  const history: DossierEvent[] = [];
  let state = decider.initialState;
  for (const command of done)
    for (const event of decider.decide(command, state as never)) {
      history.push(event);
      state = decider.evolve(state as never, event);
    }
  return history;
};
