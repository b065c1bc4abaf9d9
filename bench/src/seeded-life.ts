import type { DossierEvent, ProcedureDefinition, SealedApplicant, SealedContact, SealedLookup, SubmissionFiled } from '@motcua/contracts';
import { type DomainEvent, eventIdOf, type NewEvent } from '@motcua/es';
import { checkHash, maskName, type RingSecret, requestCodeOf, seal, subjectIdOf, tokenHashOf, trackingToken } from '@motcua/sealing';

/** What all seeded dossiers share. */
export interface SeedGround {
  readonly procedure: { readonly version: number; readonly definition: ProcedureDefinition };
  readonly agency: { readonly code: string; readonly name: string };
  readonly unit: { readonly key: string; readonly name: string };
  readonly counter: { readonly key: string; readonly name: string };
  readonly secrets: { readonly subjects: Uint8Array; readonly codes: Uint8Array; readonly tracking: RingSecret };
}

/** One life: where it stands on its day, and whose it is. */
export interface SeedPlace {
  readonly dossierId: string;
  readonly nationalId: string;
  /** Local date, `2026-03-02`, a working day. */
  readonly day: string;
  /** Of the day's codes, from 1. */
  readonly sequence: number;
}

export interface SeededLife {
  readonly submission: NewEvent<SubmissionFiled>;
  readonly dossier: readonly NewEvent<DossierEvent>[];
}

const phoneOf = (nationalId: string): string => `+8490${nationalId.slice(-7)}`;
const shortDay = (day: string): string => day.slice(2).replaceAll('-', '');

export const identityOf = ({ secrets }: SeedGround, { nationalId }: SeedPlace): string => subjectIdOf(secrets.subjects, nationalId);

const blocksOf = ({ procedure }: SeedGround, { dossierId, nationalId }: SeedPlace, key: Uint8Array) => {
  const fullName = 'Trần Thị Thử Nghiệm';
  const phone = phoneOf(nationalId);
  const salt = dossierId.replaceAll('-', '').slice(0, 22);
  const checks = [...new Set([phone.slice(-4), nationalId.slice(-4)])].map((digits) => checkHash(salt, digits));
  const blocks = {
    applicant: { applicant: { fullName, nationalId, phone } } satisfies SealedApplicant,
    form: { form: procedure.definition.form.example, warnings: [] },
    lookup: { maskedName: maskName(fullName), salt, checks } satisfies SealedLookup,
    contact: { phone, sms: true, byEmail: false, language: 'vi' } satisfies SealedContact,
    receiver: { name: fullName, masked: maskName(fullName) },
  };
  const sealed = (block: object): string => seal(block, key, dossierId);
  return {
    applicant: sealed(blocks.applicant),
    form: sealed(blocks.form),
    lookup: sealed(blocks.lookup),
    contact: sealed(blocks.contact),
    receiver: sealed(blocks.receiver),
  };
};

/** The code of the dossier, as the counter would have given it on that day. */
export const codeOf = ({ agency }: SeedGround, { day, sequence }: SeedPlace): string =>
  `${agency.code}-${shortDay(day)}-${String(sequence).padStart(4, '0')}`;

/** From the filing to the returned result within one working day; every block is sealed under the dossier's own key. */
export const lifeOf = (ground: SeedGround, place: SeedPlace, key: Uint8Array): SeededLife => {
  const { procedure, agency, unit, counter, secrets } = ground;
  const { dossierId, day } = place;
  const { definition, version } = procedure;
  const at = (time: string): string => `${day}T${time}.000+07:00`;
  const ref = { code: definition.code, name: definition.name.vi, version };
  const blocks = blocksOf(ground, place, key);
  const subjectId = identityOf(ground, place);
  const token = trackingToken(secrets.tracking.secret, dossierId, 1);
  const shared = {
    dossierId,
    requestCode: requestCodeOf(secrets.codes, dossierId),
    procedure: ref,
    channel: 'web',
    receivedAt: at('08:00:00'),
    subjectId,
    language: 'vi',
    delivery: { method: 'counter' },
  } as const;
  const eventOf = <E extends DomainEvent>(event: E, command: string, index: number, actor: string, time: string): NewEvent<E> => ({
    id: eventIdOf(command, index),
    type: event.type,
    data: event.data,
    metadata: { at: time, actor, correlationId: dossierId, causationId: command },
  });
  const filed: SubmissionFiled = {
    type: 'SubmissionFiled.v1',
    data: {
      ...shared,
      agency: agency.code,
      receivingAgency: agency.code,
      by: { kind: 'citizen' },
      tracking: { tokenHash: tokenHashOf(token), generation: 1, secretId: secrets.tracking.id },
      documents: [],
      missing: [],
      fingerprint: subjectId,
      sealed: { applicant: blocks.applicant, form: blocks.form, lookup: blocks.lookup, contact: blocks.contact },
    },
  };
  const submission = eventOf(filed, dossierId, 0, 'citizen', shared.receivedAt);
  const [by, head, officer] = ['tiep-nhan', 'lanh-dao', 'chuyen-vien'] as const;
  const dueAt = at('16:30:00');
  const signed = { dossierId, at: at('14:00:00'), by: head } as const;
  const { steps } = definition;
  const life: readonly (readonly [readonly DossierEvent[], string])[] = [
    [
      [
        {
          type: 'DossierOpened.v1',
          data: {
            ...shared,
            competentAgency: agency,
            receivingAgency: agency,
            at: shared.receivedAt,
            answerBy: at('16:00:00'),
            afterHours: false,
            documents: [],
            missing: [],
            sealed: { applicant: blocks.applicant, contact: blocks.contact },
          },
        },
      ],
      'system:intake',
    ],
    [
      [
        {
          type: 'DossierAccepted.v1',
          data: {
            dossierId,
            at: at('08:30:00'),
            by,
            code: codeOf(ground, place),
            procedure: ref,
            receivingAgency: agency,
            competentAgency: agency,
            clockStartsAt: at('08:30:00'),
            dueAt,
            legalDueAt: dueAt,
            calendar: { versions: [{ year: Number(day.slice(0, 4)), version: 1 }], provisional: false },
            holder: counter,
            fee: { kind: 'free', amount: 0 },
          },
        },
      ],
      `officer:${by}`,
    ],
    [
      [{ type: 'DossierForwarded.v1', data: { dossierId, at: at('08:40:00'), by, unit, ...(steps[0] ? { step: named(steps[0]) } : {}) } }],
      `officer:${by}`,
    ],
    [[{ type: 'DossierAssigned.v1', data: { dossierId, at: at('08:50:00'), by: head, officer, unit } }], `officer:${head}`],
    ...steps.map((step, index): readonly [readonly DossierEvent[], string] => {
      const next = steps[index + 1];
      const completed = { dossierId, at: at(`1${index % 3}:00:00`), by: officer, step: named(step), holder: unit, sealed: {} };
      return [[{ type: 'StepCompleted.v1', data: next ? { ...completed, next: named(next) } : completed }], `officer:${officer}`];
    }),
    [
      [
        {
          type: 'ResultSigned.v1',
          data: { ...signed, signedBy: head, outcome: 'granted', paperOnly: true, documents: [], sealed: {} },
        },
        { type: 'ResultNumbered.v1', data: { ...signed, number: `${place.sequence}/${shortDay(day)}` } },
        {
          type: 'ResultIssued.v1',
          data: {
            ...signed,
            outcome: 'granted',
            standing: 'early',
            daysEarly: 0,
            dueAt,
            collect: { from: signed.at, place: agency.name, hours: '07:30–11:30, 13:30–17:00' },
            bring: [],
            holder: counter,
          },
        },
      ],
      `officer:${head}`,
    ],
    [
      [
        {
          type: 'ResultReturned.v1',
          data: {
            dossierId,
            at: at('15:00:00'),
            by,
            channel: 'counter',
            capacity: 'self',
            originals: [],
            sealed: { receiver: blocks.receiver },
          },
        },
      ],
      `officer:${by}`,
    ],
  ];
  const dossier = life.flatMap(([events, actor], turn) => {
    // The opening's id derives from the filing, as workflow does it: whoever hears the filing again finds it carried out.
    const command = turn === 0 ? submission.id : `${dossierId}/seed/${turn}`;
    return events.map((event, index) => eventOf(event, command, index, actor, (event.data as { at: string }).at));
  });
  return { submission, dossier };
};

const named = ({ key, name }: { readonly key: string; readonly name: { readonly vi: string } }) => ({ key, name: name.vi });
