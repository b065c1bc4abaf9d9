import { z } from 'zod';
import { AgencyCode, Channel, Instant, OfficerId, ProcedureCode, Slug } from '../values.ts';

/** Where a figure comes from and how sure we are: A read in the law or found twice, B found once, C general knowledge. */
export const Source = z.strictObject({ source: z.string().min(1).max(500), confidence: z.enum(['A', 'B', 'C']) });

const Text = z.strictObject({ vi: z.string().min(1).max(600), en: z.string().min(1).max(600) });
export type Text = z.infer<typeof Text>;

const ConditionPart = z.strictObject({
  path: z.string().startsWith('/'),
  in: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  exists: z.boolean().optional(),
});

/** A condition on the form: JSON pointer and the values that make it true; all must hold. `exists: false` = absent. */
export const Condition = z.strictObject({ all: z.array(ConditionPart).min(1) });
export type Condition = z.infer<typeof Condition>;

/**
 * A condition of a fee may also count days: `olderThanDays` holds where more calendar days than these lie between the full date at `path`
 * (`YYYY-MM-DD`; anything else never holds) and the day of filing in Việt Nam. Where the last of them is a day off, it holds only after the next working day.
 */
export const FeeCondition = z.strictObject({
  all: z.array(z.strictObject({ ...ConditionPart.shape, olderThanDays: z.int().nonnegative().optional() })).min(1),
});
export type FeeCondition = z.infer<typeof FeeCondition>;

/** A condition of a rule may also except: `notIn` holds where none of these values stands at `path`, also where nothing does. */
export const RuleCondition = z.strictObject({
  all: z.array(z.strictObject({ ...ConditionPart.shape, notIn: ConditionPart.shape.in })).min(1),
});
export type RuleCondition = z.infer<typeof RuleCondition>;

export const TimeLimit = z.strictObject({
  value: z.number().positive().multipleOf(0.5),
  unit: z.enum(['workingDay', 'workingHour', 'clockHour', 'calendarDay', 'sameDay']),
  /** For `sameDay`: received after this local time means at the latest the next working day. */
  cutOff: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
});
export type TimeLimit = z.infer<typeof TimeLimit>;

/** The limit for answering a submission whose procedure names none for its channel: that of an online one (NĐ 45/2020). */
export const generalIntakeLimit: TimeLimit = { value: 8, unit: 'workingHour' };

export const ProcedurePaper = z.strictObject({
  code: Slug,
  name: Text,
  /** `database`: known there, so not asked for. `elsewhere`: advice only, part of another matter that may follow. */
  owed: z.enum(['handIn', 'show', 'certifiedCopy', 'photo', 'database', 'elsewhere']),
  required: z.boolean(),
  /** Papers of the same group are alternatives: one of them is enough. */
  oneOf: Slug.optional(),
  when: Condition.optional(),
  hint: Text.optional(),
  replacedBy: Text.optional(),
  ...Source.shape,
});
export type ProcedurePaper = z.infer<typeof ProcedurePaper>;

export const ProcedureStep = z.strictObject({
  key: Slug,
  name: Text,
  unit: Slug,
  role: z.enum(['case-officer', 'signer', 'clerk', 'counter-officer']).default('case-officer'),
  /** ISO 8601 duration in working time: `PT1H30M`. */
  budget: z.string().regex(/^PT(\d+H)?(\d+M)?$/),
});
export type ProcedureStep = z.infer<typeof ProcedureStep>;

export const ProcedureFee = z.strictObject({
  name: Text,
  when: FeeCondition.optional(),
  amount: z.union([z.int().nonnegative(), z.literal('unknown')]),
  per: z.enum(['dossier', 'copy']).default('dossier'),
  due: z.enum(['onAcceptance', 'onReturn']),
  byLaw: z.boolean().default(false),
  note: Text.optional(),
  ...Source.shape,
});

/** One field of the e-form as the pages show it; the law of the form is `schema`. `path` is a JSON pointer into the form. */
export const FormField = z.strictObject({
  path: z.string().startsWith('/'),
  label: Text,
  hint: Text.optional(),
  input: z.enum([
    'text',
    'date',
    'number',
    'choice',
    'check',
    'address',
    'commune',
    'country',
    'place',
    'lines',
    'members',
    'phone',
    'email',
    'url',
    'partialDate',
    'dateInWords',
  ]),
  /** Of `dateInWords`: the date (pointer into the form) that the system writes out at `path`; nobody types it. */
  of: z.string().startsWith('/').optional(),
  choices: z.array(z.strictObject({ value: z.string(), label: Text })).optional(),
  required: z.boolean().default(false),
  when: Condition.optional(),
  group: Text.optional(),
  autocomplete: z.string().optional(),
  inputMode: z.string().optional(),
});
export type FormField = z.infer<typeof FormField>;

/** A rule across fields that JSON Schema cannot say, where `when` holds; `warning` never refuses (the officer sees it), `error` does. */
export const CrossRule = z.strictObject({
  key: Slug,
  level: z.enum(['warning', 'error']),
  pointer: z.string().startsWith('/'),
  when: RuleCondition.optional(),
  rule: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('yearsBetween'), from: z.string(), to: z.string(), least: z.number() }),
    /** `endsOnWorkingDay`: a limit of the law, whose last day, where it is a day off, is the next working day; what no calendar covers counts as worked. */
    z.strictObject({ kind: z.literal('daysSince'), path: z.string(), most: z.number(), endsOnWorkingDay: z.boolean().optional() }),
    z.strictObject({ kind: z.literal('dateWithin'), path: z.string(), fromDays: z.int(), toDays: z.int() }),
    z.strictObject({ kind: z.literal('ageAtLeast'), path: z.string(), years: z.number() }),
    z.strictObject({ kind: z.literal('sumAtMost'), items: z.string(), of: z.string(), path: z.string() }),
    z.strictObject({ kind: z.literal('anyOf'), paths: z.array(z.string()).min(1) }),
    z.strictObject({ kind: z.literal('surnameOf'), path: z.string(), among: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('mustNotContain'), path: z.string(), words: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('oneMarked'), items: z.string(), mark: z.string() }),
    /** One of the values stands there; where nothing does, none. */
    z.strictObject({
      kind: z.literal('hasValue'),
      path: z.string(),
      values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
    }),
    /** The text at `path` is the full date at `date` in Vietnamese words. */
    z.strictObject({ kind: z.literal('saysDate'), path: z.string(), date: z.string() }),
    /** The submission names one of these as the competent agency. */
    z.strictObject({ kind: z.literal('filedWith'), agencies: z.array(AgencyCode).min(1) }),
  ]),
  message: Text,
});
export type CrossRule = z.infer<typeof CrossRule>;

/** A procedure as published; a dossier pins its version at acceptance. What a decree fixes is data here, with its source. */
export const ProcedureDefinition = z.strictObject({
  code: ProcedureCode,
  name: Text,
  level: z.enum(['commune', 'province', 'ministry']),
  audience: z.array(z.enum(['citizen', 'business'])).min(1),
  field: z.strictObject({ code: z.string(), name: Text }),
  serviceLevel: z.enum(['full', 'partial', 'information']),
  words: z.array(z.string()),
  channels: z.array(Channel).min(1),
  competence: Text,
  /** Agencies that are competent; empty = every commune of the directory. */
  agencies: z.array(AgencyCode).default([]),
  /** Intake limit per channel: how long the counter may take to answer a submission. */
  intakeLimits: z.partialRecord(Channel, z.strictObject({ ...TimeLimit.shape, ...Source.shape })),
  /** `extra`: what the law adds in one case (`when`), as an officer finds it; the clock moves only where a head extends the dossier. */
  legalTime: z.strictObject({
    ...TimeLimit.shape,
    ...Source.shape,
    extra: z.strictObject({ when: Text, ...TimeLimit.shape, ...Source.shape }).optional(),
  }),
  committedTime: z.strictObject({ ...TimeLimit.shape, ...Source.shape, note: Text.optional() }).optional(),
  supplement: z.strictObject({
    clock: z.enum(['reset', 'pause']).default('reset'),
    resumeOn: z.enum(['receipt', 'acceptance']).default('receipt'),
    maxRounds: z.int().positive().optional(),
    responseLimit: TimeLimit.optional(),
    ...Source.shape,
  }),
  result: z.strictObject({ name: Text, signer: Text, collectorSignsRegister: z.boolean().default(false), electronicCopy: z.boolean() }),
  documents: z.array(ProcedurePaper).min(1),
  form: z.strictObject({
    schema: z.record(z.string(), z.unknown()),
    fields: z.array(FormField),
    rules: z.array(CrossRule),
    example: z.record(z.string(), z.unknown()),
    relativeDates: z.array(z.strictObject({ path: z.string(), days: z.int() })).default([]),
  }),
  /** Steps between acceptance and signature, in order; `sign` and `issue` are named by `signing`. */
  steps: z.array(ProcedureStep).min(1),
  signing: z.strictObject({ sign: ProcedureStep, issue: ProcedureStep }),
  fees: z.array(ProcedureFee),
  legalBasis: z.array(z.strictObject({ title: z.string(), article: z.string().optional(), ...Source.shape })).min(1),
});
export type ProcedureDefinition = z.infer<typeof ProcedureDefinition>;

/** Stream `procedure-<code with _>`; revision n holds version n + 1. */
export const ProcedurePublishedV1 = z.object({ version: z.int().positive(), at: Instant, by: OfficerId, definition: ProcedureDefinition });
export type ProcedurePublished = { type: 'ProcedurePublished.v1'; data: z.infer<typeof ProcedurePublishedV1> };
