import { AgencyCode, DossierState, OfficerId, refusalReasons, Slug } from '@motcua/contracts';
import { z } from 'zod';
import { officerCommands } from '../domain/dossier/dossier.transitions.ts';

const Text = z.string().trim().min(1).max(2_000);
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const DossierParams = z.object({ id: z.uuid() });
export const PaperParams = z.object({ id: z.uuid(), paper: z.string().regex(/^0[1-7]\.pdf$/) });

/** Bodies of the commands, as the public contract has them. */
export const bodies = {
  accept: z.strictObject({}).optional(),
  refuse: z.strictObject({ reason: z.enum(refusalReasons), note: Text, rightAgency: AgencyCode.optional() }),
  forward: z.strictObject({ unit: Slug }),
  assign: z.strictObject({ officer: OfficerId }),
  'complete-step': z.strictObject({ step: Slug, note: Text.optional() }),
  'request-supplement': z.strictObject({
    documents: z.array(Slug).min(1).max(30).refine(unique, 'each document once'),
    reason: Text,
  }),
  'issue-result': z.strictObject({
    outcome: z.enum(['granted', 'declined']),
    reason: Text.optional(),
    documents: z.array(z.uuid()).max(20).refine(unique, 'each document once'),
    paperOnly: z.boolean().optional(),
    signedBy: OfficerId,
    number: z.string().trim().min(1).max(64),
  }),
  'return-result': z.strictObject({
    channel: z.enum(['counter', 'post', 'electronic']),
    receivedBy: z.strictObject({
      name: z.string().trim().min(2).max(100),
      capacity: z.enum(['self', 'relative', 'authorised', 'post']),
      idNumber: z.string().min(4).max(20).optional(),
    }),
    originals: z
      .array(z.strictObject({ document: Slug, outcome: z.enum(['matched', 'mismatch', 'notBrought']) }))
      .max(30)
      .refine((originals) => unique(originals.map(({ document }) => document)), 'each document once'),
    fee: z
      .strictObject({
        amount: z.int().nonnegative().max(1_000_000_000),
        receiptNo: z.string().min(1).max(64),
        method: z.string().min(1).max(32),
      })
      .optional(),
  }),
} as const;

const Named = z.object({ key: z.string(), name: z.string() });
const Person = z.object({ id: z.string(), name: z.string() });

/** The answer of every read and write of a dossier. */
export const DossierAnswer = z.looseObject({
  id: z.uuid(),
  revision: z.int().nonnegative(),
  requestCode: z.string(),
  code: z.string().optional(),
  state: DossierState,
  procedure: z.object({ code: z.string(), name: z.string(), nameEn: z.string().optional(), version: z.int() }),
  agency: z.string(),
  unit: z.string().optional(),
  officer: Person.optional(),
  units: z.array(z.string()),
  step: Named.extend({ budget: z.string() }).optional(),
  allowed: z.array(z.enum(officerCommands)),
  clock: z.looseObject({ receivedAt: z.string(), answerBy: z.string(), dueAt: z.string().optional(), running: z.boolean() }),
  subjectId: z.string(),
  applicant: z.looseObject({ fullName: z.string() }).optional(),
  documents: z.array(z.object({ documentId: z.uuid(), code: z.string(), name: z.string(), mediaType: z.string(), bytes: z.int() })),
  supplement: z.looseObject({ reason: z.string().optional() }).optional(),
  result: z.looseObject({ outcome: z.string() }).optional(),
  timeline: z.array(z.looseObject({ at: z.string(), event: z.string(), title: z.string() })),
  position: z.string(),
});

export const limitOf = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= 100, '1 to 100')
  .optional();

export const QueueQuery = z.object({
  state: DossierState.optional(),
  unit: Slug.optional(),
  assignee: z.literal('me').optional(),
  due: z.enum(['today', 'overdue']).optional(),
  q: z.string().trim().min(1).max(100).optional(),
  limit: limitOf,
  cursor: z.string().min(1).max(500).optional(),
});
export type QueueQuery = z.infer<typeof QueueQuery>;

export const QueueAnswer = z.object({
  items: z.array(z.looseObject({ id: z.uuid(), requestCode: z.string(), state: DossierState, agency: z.string(), receivedAt: z.string() })),
});
