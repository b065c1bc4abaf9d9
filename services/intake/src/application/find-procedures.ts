import { localDateOf } from '../domain/local-date.ts';
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

/** Where a procedure stands in a list: what is published meanwhile moves nobody. */
export interface Place {
  /** 0 where the phrase fits as a whole, else 1. */
  readonly rank: 0 | 1;
  readonly code: string;
}

/** The part of a list that is asked for; all of it without either. */
export interface PartOfList {
  readonly after?: Place | undefined;
  readonly limit?: number;
}

export interface ProcedurePage {
  readonly items: readonly ProcedureSummary[];
  /** Of the last item, where more follow. */
  readonly next?: Place;
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

const isAfter = (place: Place, other: Place): boolean => (place.rank === other.rank ? place.code > other.code : place.rank > other.rank);

const isOffered = ({ agency, channel, audience }: ProcedureQuery, { definition, agencies }: PublishedProcedure): boolean =>
  (agency === undefined || agencies.has(agency)) &&
  (channel === undefined || (definition.channels as readonly string[]).includes(channel)) &&
  (audience === undefined || (definition.audience as readonly string[]).includes(audience));

/** Every word must occur somewhere in code, name or everyday words, without diacritics; procedures whose phrase fits as a whole come first. */
const found = (
  { catalogue }: Needs,
  query: ProcedureQuery,
): readonly { readonly procedure: PublishedProcedure; readonly place: Place }[] => {
  const phrase = folded(query.q ?? '');
  const wanted = phrase === '' ? [] : phrase.split(' ');
  return catalogue
    .procedures()
    .filter((procedure) => isOffered(query, procedure))
    .map((procedure) => ({ procedure, text: haystackOf(procedure) }))
    .filter(({ text }) => wanted.every((word) => text.includes(word)))
    .map(({ procedure, text }) => ({ procedure, place: { rank: text.includes(phrase) ? 0 : 1, code: procedure.definition.code } as const }))
    .sort((a, b) => (isAfter(a.place, b.place) ? 1 : -1));
};

/** At most `limit` of the procedures that fit and stand after a place. */
export const findProcedures =
  (needs: Needs) =>
  (query: ProcedureQuery, { after, limit = Number.POSITIVE_INFINITY }: PartOfList = {}): ProcedurePage => {
    const left = found(needs, query).filter(({ place }) => after === undefined || isAfter(place, after));
    const page = left.slice(0, limit);
    const last = page.at(-1)?.place;
    return { items: page.map(({ procedure }) => summaryOf(procedure)), ...(last && left.length > limit && { next: last }) };
  };
