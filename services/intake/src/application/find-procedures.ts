import { localDateOf } from '../domain/instant.ts';
import { folded } from '../domain/procedure/cross-rules.ts';
import { exampleOf } from '../domain/procedure/example.ts';
import type { Agency, Catalogue, PublishedProcedure } from './catalogue.ts';
import type { IntakePorts } from './ports.ts';

export interface ProcedureQuery {
  readonly q?: string;
  readonly agency?: string;
  readonly channel?: string;
  readonly audience?: string;
}

type Needs = Pick<IntakePorts, 'catalogue' | 'now'>;

/** As lists show it. */
export const summaryOf = ({ definition, version }: PublishedProcedure) => ({
  code: definition.code,
  name: definition.name,
  version,
  level: definition.level,
  audience: definition.audience,
  field: definition.field,
  serviceLevel: definition.serviceLevel,
  channels: definition.channels,
  time: timeOf(definition),
});
export type ProcedureSummary = ReturnType<typeof summaryOf>;

const timeOf = ({ legalTime, committedTime, intakeLimits }: PublishedProcedure['definition']) => ({
  legal: legalTime,
  ...(committedTime !== undefined && { committed: committedTime }),
  intake: intakeLimits,
});

const agencyOf = ({ code, name, counter }: Agency) => ({ code, name, ...(counter !== undefined && { counter }) });

/** All that a citizen needs to know before filing, the example dated for today. */
const detailsOf = (procedure: PublishedProcedure, catalogue: Catalogue, today: string) => {
  const { definition } = procedure;
  return {
    ...summaryOf(procedure),
    words: definition.words,
    competence: definition.competence,
    agencies: [...procedure.agencies].sort().flatMap((code) => {
      const agency = catalogue.agency(code);
      return agency ? [agencyOf(agency)] : [];
    }),
    documents: definition.documents,
    steps: definition.steps,
    signing: definition.signing,
    fees: definition.fees,
    result: definition.result,
    supplement: definition.supplement,
    form: {
      schema: definition.form.schema,
      fields: definition.form.fields,
      rules: definition.form.rules,
      example: exampleOf(definition.form, today),
    },
    legalBasis: definition.legalBasis,
  };
};
export type ProcedureDetails = ReturnType<typeof detailsOf>;

export const findProcedure =
  ({ catalogue, now }: Needs) =>
  (code: string): ProcedureDetails | undefined => {
    const procedure = catalogue.procedure(code);
    return procedure && detailsOf(procedure, catalogue, localDateOf(now()));
  };

const haystackOf = ({ definition }: PublishedProcedure): string =>
  folded([definition.code, definition.name.vi, definition.name.en, definition.field.name.vi, ...definition.words].join(' | '));

/** Every word must occur somewhere in code, name or everyday words, without diacritics; procedures whose phrase fits as a whole come first. */
export const findProcedures =
  ({ catalogue }: Needs) =>
  ({ q, agency, channel, audience }: ProcedureQuery): readonly ProcedureSummary[] => {
    const phrase = folded(q ?? '');
    const wanted = phrase === '' ? [] : phrase.split(' ');
    return catalogue
      .procedures()
      .filter(
        ({ definition, agencies }) =>
          (agency === undefined || agencies.has(agency)) &&
          (channel === undefined || (definition.channels as readonly string[]).includes(channel)) &&
          (audience === undefined || (definition.audience as readonly string[]).includes(audience)),
      )
      .map((procedure) => ({ procedure, text: haystackOf(procedure) }))
      .filter(({ text }) => wanted.every((word) => text.includes(word)))
      .sort(
        (a, b) =>
          Number(b.text.includes(phrase)) - Number(a.text.includes(phrase)) ||
          a.procedure.definition.code.localeCompare(b.procedure.definition.code),
      )
      .map(({ procedure }) => summaryOf(procedure));
  };
