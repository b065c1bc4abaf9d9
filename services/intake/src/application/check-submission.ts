import { Rejection } from '@motcua/es';
import { crossCheck, type FormWarning } from '../domain/procedure/cross-rules.ts';
import type { FieldError, Language } from '../domain/procedure/form-error.ts';
import { missingPapers } from '../domain/procedure/missing-papers.ts';
import { withWrittenDates } from '../domain/procedure/written-date.ts';
import type { HandedPaper, SubmissionBody } from '../domain/submission/submission.body.ts';
import type { Agency, Catalogue, PublishedProcedure } from './catalogue.ts';
import type { Actor } from './ports.ts';
import { busy, forbidden, malformed, malformedField, notCompetent } from './refusals.ts';

const counterRoles: readonly string[] = ['counter-officer', 'clerk'];
const byOfficers: readonly SubmissionBody['channel'][] = ['counter', 'assisted', 'post'];

/** Web and Zalo are anyone's; what comes over the counter, by help or by post an officer files, and his agency receives it. */
export const assertMayFile = (actor: Actor, channel: SubmissionBody['channel']): void => {
  if (!byOfficers.includes(channel)) return;
  if (actor.kind !== 'officer') throw new Rejection('unauthenticated');
  if (!actor.roles.some((role) => counterRoles.includes(role))) throw forbidden();
};

const isValid = ({ validFrom, validTo }: Agency, today: string): boolean =>
  validFrom <= today && (validTo === undefined || today <= validTo);

export interface CheckedSubmission {
  readonly procedure: PublishedProcedure;
  readonly receivingAgency: string;
  readonly missing: readonly string[];
  /** As it is kept: what was sent, and what the system writes out of it. */
  readonly form: Readonly<Record<string, unknown>>;
  /** For the officer, with the form. */
  readonly warnings: readonly FormWarning[];
}

/** Codes of papers that the procedure knows. */
export const paperErrors = ({ papers }: PublishedProcedure, documents: readonly HandedPaper[]): readonly FieldError[] =>
  documents.flatMap(({ code }, index) =>
    papers.has(code) ? [] : [{ pointer: `/documents/${index}/code`, code: 'unknown', message: 'the procedure has no such paper' }],
  );

/** All that can be said of a submission without looking anything up. Throws 400 with every refused field, 401 and 403. */
export const checkSubmission = (
  catalogue: Catalogue,
  body: SubmissionBody,
  actor: Actor,
  language: Language,
  today: string,
): CheckedSubmission => {
  assertMayFile(actor, body.channel);
  const procedure = catalogue.procedure(body.procedure);
  if (!procedure) {
    // Before the first catalogue has come nobody can say that a code is unknown.
    if (!catalogue.isReady()) throw busy();
    throw malformedField('/procedure', 'unknown', 'no such procedure');
  }
  const { definition } = procedure;
  const documents = body.documents ?? [];
  const agency = catalogue.agency(body.agency);
  const errors: FieldError[] = [];
  if (!agency || !procedure.agencies.has(body.agency) || !isValid(agency, today)) {
    errors.push({ pointer: '/agency', code: 'not_competent', message: 'this agency is not competent for the procedure' });
  }
  if (!definition.channels.includes(body.channel)) {
    errors.push({ pointer: '/channel', code: 'not_offered', message: 'the procedure is not offered on this channel' });
  }
  if (body.delivery?.method === 'post' && body.delivery.address === undefined && body.applicant.address === undefined) {
    errors.push({ pointer: '/delivery/address', code: 'required', message: 'an address to send it to' });
  }
  errors.push(...procedure.checkForm(body.form, language), ...paperErrors(procedure, documents));
  const filing = { on: today, isDayOff: catalogue.isDayOff, agency: body.agency };
  const cross = errors.length > 0 ? undefined : crossCheck(definition.form.rules, body.form, filing, language);
  if (!cross || cross.errors.length > 0) throw malformed(cross?.errors ?? errors);

  const given = new Set(documents.map(({ code }) => code));
  return {
    procedure,
    receivingAgency: receivingAgencyOf(catalogue, body, actor),
    missing: missingPapers(definition.documents, body.form, given),
    form: withWrittenDates(definition.form.fields, body.form),
    warnings: cross.warnings,
  };
};

const receivingAgencyOf = (catalogue: Catalogue, body: SubmissionBody, actor: Actor): string => {
  if (actor.kind !== 'officer' || !byOfficers.includes(body.channel)) return body.agency;
  if (!catalogue.agency(actor.agency)) throw notCompetent();
  return actor.agency;
};
