import type { ProcedurePaper } from '@motcua/contracts';
import { holds } from './condition.ts';

/** A photo begins these; what is only shown or already in a database need not be sent. */
const sent: readonly ProcedurePaper['owed'][] = ['handIn', 'certifiedCopy', 'photo'];

/** Of alternatives the one that the form asks for by name; where it names none, the first. */
const namedOf = (group: readonly ProcedurePaper[]): ProcedurePaper | undefined => group.find(({ when }) => when !== undefined) ?? group[0];

/** Codes of required papers that were not sent, in the procedure's order. Of alternatives (`oneOf`) any one is enough; where none came, one is named. */
export const missingPapers = (papers: readonly ProcedurePaper[], form: unknown, given: ReadonlySet<string>): readonly string[] => {
  const settled = new Set(papers.flatMap(({ code, oneOf }) => (oneOf !== undefined && given.has(code) ? [oneOf] : [])));
  const owed = papers.filter((paper) => paper.required && sent.includes(paper.owed) && holds(paper.when, form));
  return owed
    .filter(({ code, oneOf }) =>
      oneOf === undefined ? !given.has(code) : !settled.has(oneOf) && namedOf(owed.filter((other) => other.oneOf === oneOf))?.code === code,
    )
    .map(({ code }) => code);
};
