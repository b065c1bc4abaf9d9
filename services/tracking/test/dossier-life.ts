import { randomBytes } from 'node:crypto';
import type { DossierEvent, IntakeEvent } from '@motcua/contracts';
import { checkHash, seal, tokenHashOf } from '@motcua/sealing';

export const procedure = { code: '1.001193', name: 'Đăng ký khai sinh', version: 1 };
export const agency = { code: 'H53.12', name: 'UBND xã Bình Mẫu' };
const counter = { key: 'mot-cua', name: 'Trung tâm Phục vụ hành chính công xã Bình Mẫu' };
const office = { key: 'tu-phap-ho-tich', name: 'Tư pháp – Hộ tịch' };
const paper = { code: 'giay-chung-sinh', name: 'Giấy chứng sinh' };
const hash = 'a'.repeat(64);

export interface Person {
  readonly dossierId: string;
  readonly key: Uint8Array;
  readonly requestCode: string;
  readonly code: string;
  readonly token: string;
}

/** Seconds after 9 o'clock on Monday 23 November 2026. */
export const atSecond = (second: number): string =>
  `2026-11-23T09:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000+07:00`;

let people = 0;
export const newPerson = (dossierId: string): Person => {
  people += 1;
  return {
    dossierId,
    key: randomBytes(32),
    requestCode: `YC-TEST-0000-${String(people).padStart(4, '0')}`,
    code: `H53.12-261123-${String(people).padStart(4, '0')}`,
    token: randomBytes(32).toString('base64url'),
  };
};

/** What a dossier of this person goes through, told by the two services. */
export const lifeOf = ({ dossierId, key, requestCode, code, token }: Person) => {
  const sealed = (value: unknown): string => seal(value, key, dossierId);
  const lookup = { maskedName: 'T. T. T. An', salt: 'salt', checks: [checkHash('salt', '4567'), checkHash('salt', '0123')] };
  const by = 'tiep-nhan';
  const submission = {
    filed: {
      type: 'SubmissionFiled.v1',
      data: {
        dossierId,
        requestCode,
        procedure,
        agency: agency.code,
        receivingAgency: agency.code,
        channel: 'web',
        receivedAt: atSecond(0),
        by: { kind: 'citizen' },
        subjectId: hash,
        language: 'vi',
        tracking: { tokenHash: tokenHashOf(token), generation: 1, secretId: '1' },
        delivery: { method: 'counter' },
        documents: [],
        missing: [],
        fingerprint: hash,
        sealed: { applicant: sealed({}), form: sealed({}), lookup: sealed(lookup), contact: sealed({}) },
      },
    },
    supplemented: {
      type: 'SubmissionSupplemented.v1',
      data: {
        dossierId,
        supplementId: dossierId,
        at: atSecond(60),
        by: { kind: 'citizen' },
        documents: [{ documentId: dossierId, code: paper.code, mediaType: 'image/jpeg', bytes: 1, blob: hash, wrappedKey: sealed('k') }],
        fingerprint: hash,
        sealed: {},
      },
    },
    replaced: (newToken: string) => ({
      type: 'TrackingLinkReplaced.v1' as const,
      data: {
        dossierId,
        at: atSecond(70),
        by: { kind: 'citizen' as const },
        tracking: { tokenHash: tokenHashOf(newToken), generation: 2, secretId: '1' },
      },
    }),
  } satisfies Record<string, IntakeEvent | ((token: string) => IntakeEvent)>;
  const dossier = {
    opened: {
      type: 'DossierOpened.v1',
      data: {
        dossierId,
        requestCode,
        procedure,
        competentAgency: agency,
        receivingAgency: agency,
        channel: 'web',
        receivedAt: atSecond(0),
        at: atSecond(1),
        answerBy: atSecond(900),
        afterHours: false,
        subjectId: hash,
        language: 'vi',
        delivery: { method: 'counter' },
        documents: [],
        missing: [],
        sealed: { applicant: sealed({}), contact: sealed({}) },
      },
    },
    accepted: {
      type: 'DossierAccepted.v1',
      data: {
        dossierId,
        at: atSecond(10),
        by,
        code,
        procedure,
        receivingAgency: agency,
        competentAgency: agency,
        clockStartsAt: atSecond(10),
        dueAt: '2026-11-24T09:00:00.000+07:00',
        legalDueAt: '2026-11-24T09:00:00.000+07:00',
        calendar: { versions: [{ year: 2026, version: 1 }], provisional: false },
        holder: counter,
        fee: { kind: 'free' },
      },
    },
    forwarded: {
      type: 'DossierForwarded.v1',
      data: { dossierId, at: atSecond(20), by, unit: office, step: { key: 'tham-dinh', name: 'Thẩm định' } },
    },
    assigned: { type: 'DossierAssigned.v1', data: { dossierId, at: atSecond(30), by, officer: 'chuyen-vien', unit: office } },
    asked: {
      type: 'SupplementRequested.v1',
      data: {
        dossierId,
        at: atSecond(40),
        by,
        phase: 'appraisal',
        clock: 'reset',
        round: 1,
        documents: [paper],
        sealed: { reason: sealed('Ảnh mờ, xin chụp lại') },
      },
    },
    noted: {
      type: 'SupplementNoted.v1',
      // The moment of the sending that it takes note of, as workflow says it.
      data: { dossierId, at: atSecond(60), supplementId: dossierId, received: [], remaining: [paper], documents: [] },
    },
    resumed: {
      type: 'DossierResumed.v1',
      data: {
        dossierId,
        at: atSecond(61),
        to: 'inProgress',
        supplementId: dossierId,
        received: [paper],
        dueAt: '2026-11-25T09:00:00.000+07:00',
        calendar: { versions: [{ year: 2026, version: 1 }], provisional: true },
      },
    },
    breached: {
      type: 'DeadlineBreached.v1',
      data: {
        dossierId,
        at: '2026-11-25T09:00:00.000+07:00',
        dueAt: '2026-11-25T09:00:00.000+07:00',
        recordedAt: '2026-11-25T09:00:01.000+07:00',
      },
    },
    signed: {
      type: 'ResultSigned.v1',
      data: {
        dossierId,
        at: '2026-11-25T10:00:00.000+07:00',
        by,
        signedBy: by,
        outcome: 'granted',
        paperOnly: true,
        documents: [],
        sealed: {},
      },
    },
    issued: {
      type: 'ResultIssued.v1',
      data: {
        dossierId,
        at: '2026-11-25T10:00:00.000+07:00',
        by,
        outcome: 'granted',
        standing: 'late',
        daysEarly: 0,
        dueAt: '2026-11-25T09:00:00.000+07:00',
        collect: { from: '2026-11-25T10:00:00.000+07:00', place: 'Trung tâm', hours: '7 giờ 30 – 17 giờ' },
        bring: [paper],
        holder: counter,
      },
    },
    returned: {
      type: 'ResultReturned.v1',
      data: {
        dossierId,
        at: '2026-11-25T11:00:00.000+07:00',
        by,
        channel: 'counter',
        capacity: 'self',
        originals: [],
        sealed: { receiver: sealed({ name: 'Trần Thị Thử An', masked: 'T. T. T. An' }) },
      },
    },
    refused: {
      type: 'DossierRefused.v1',
      data: { dossierId, at: atSecond(10), by, reason: 'wrongAgency', sealed: { note: sealed('Nộp sai nơi') } },
    },
    withdrawn: {
      type: 'DossierWithdrawn.v1',
      data: { dossierId, at: atSecond(50), requestId: dossierId, sealed: { reason: sealed('Không cần nữa') } },
    },
    withdrawalDeclined: {
      type: 'WithdrawalDeclined.v1',
      data: { dossierId, at: '2026-11-25T10:30:00.000+07:00', requestId: dossierId, reason: 'resultExists' },
    },
  } satisfies Record<string, DossierEvent>;
  return { submission, dossier };
};
