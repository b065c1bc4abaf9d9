import type { ProcedurePaper } from '@motcua/contracts';
import { holds } from './condition.ts';

/** A photo begins these; what is only shown or already in a database need not be sent. */
const sent: readonly ProcedurePaper['owed'][] = ['handIn', 'certifiedCopy', 'photo'];

/**
 * Codes of required papers that were not sent, in the procedure's order. Of alternatives (`oneOf`) any one is enough;
 * where none came, the first that applies is named.
 */
export const missingPapers = (papers: readonly ProcedurePaper[], form: unknown, given: ReadonlySet<string>): readonly string[] => {
  const applicable = papers.filter((paper) => sent.includes(paper.owed) && holds(paper.when, form));
  const settled = new Set(papers.flatMap(({ code, oneOf }) => (oneOf !== undefined && given.has(code) ? [oneOf] : [])));
  const missing: string[] = [];
  for (const { code, oneOf, required } of applicable) {
    if (!required || given.has(code) || (oneOf !== undefined && settled.has(oneOf))) continue;
    missing.push(code);
    if (oneOf !== undefined) settled.add(oneOf);
  }
  return missing;
};
