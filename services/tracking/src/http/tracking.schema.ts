import { DossierState, PaperRef, Standing } from '@motcua/contracts';
import { z } from 'zod';

const text = z.string();
const Clock = z.object({
  acceptedAt: text,
  dueAt: text,
  originalDueAt: text,
  provisional: z.boolean(),
  running: z.boolean().meta({ description: 'False only while stopped by a supplement, payment or suspension, or ended' }),
  standing: Standing,
});
const Received = z.object({
  at: text,
  afterHours: z.boolean().meta({ description: 'It came outside of working hours: nobody looks at it before the next ones' }),
  cutOff: text
    .optional()
    .meta({ description: 'HH:MM: a same-day matter that came after it is returned on the next working day at the latest' }),
});
const Result = z.object({
  outcome: z.enum(['granted', 'declined']),
  reason: text.optional(),
  channel: text.optional(),
  readyAt: text.optional(),
  collect: z.object({ from: text, place: text, hours: text }).optional(),
  bring: z.array(PaperRef).optional(),
  daysEarly: z.int().optional(),
  returnedAt: text.optional(),
  receiver: text.optional().meta({ description: 'Masked' }),
});

const Fee = z.object({
  kind: z.enum(['free', 'known', 'unknown', 'paid']).meta({ description: '`unknown`: set by the province, never free' }),
  amount: z.int().optional(),
});

/** What a citizen sees. What does not apply is absent. */
export const Status = z.object({
  code: text.optional(),
  requestCode: text.optional(),
  procedure: z.object({ code: text, name: text, version: z.int() }).optional(),
  applicant: text.optional().meta({ description: 'Masked: N. V. An' }),
  stage: z.object({ state: DossierState, nationalCode: z.int(), name: text, step: text.optional(), since: text.optional() }),
  holder: z.object({ agency: text, unit: text.optional(), officer: text.optional() }).optional(),
  received: Received.optional(),
  clock: Clock.optional(),
  next: z.object({ who: z.enum(['officer', 'citizen']), what: text, by: text.optional() }),
  timeline: z.array(z.object({ at: text, event: text, title: text, unit: text.optional(), step: text.optional() })),
  supplement: z.object({ documents: z.array(PaperRef), reason: text.optional(), by: text.optional() }).optional(),
  refusal: z.object({ reason: text, note: text.optional(), rightAgency: z.object({ name: text }).optional() }).optional(),
  withdrawal: z.object({ requestedAt: text, state: z.enum(['requested', 'declined']), reason: text.optional() }).optional(),
  result: Result.optional(),
  fee: Fee.optional().meta({ description: 'From acceptance on; absent where nothing is granted' }),
  rated: z.literal(true).optional(),
  stale: z.boolean(),
});

export const ByCheck = z.strictObject({
  code: z.string().min(1).max(64).meta({ description: 'Dossier or request code' }),
  check: z.string().regex(/^\d{4}$/, 'four digits'),
});
export type ByCheck = z.infer<typeof ByCheck>;

export const StageParams = z.object({ code: z.string().min(1).max(64) });
export const Stage = z.object({ code: text, stage: z.object({ state: DossierState, nationalCode: z.int(), name: text }) });

const Score = z.int().min(1).max(5);
export const RatingBody = z.strictObject({
  score: Score,
  aspects: z
    .record(z.string().regex(/^[a-z][a-zA-Z]{0,39}$/), Score)
    .refine((aspects) => Object.keys(aspects).length <= 10, 'at most ten')
    .optional(),
  comment: z.string().min(1).max(2_000).optional(),
});
export type RatingBody = z.infer<typeof RatingBody>;
export const RatingAnswer = z.object({ score: Score, at: text, position: text });

export const FeedQuery = z.object({
  after: z.string().min(1).max(200).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, '1 to 100')
    .optional(),
});
export type FeedQuery = z.infer<typeof FeedQuery>;
