import type { PaperRef, ProcedureDefinition, ProcedurePaper } from '@motcua/contracts';
import { namesOf } from './event-names.ts';

const refTo = ({ code, name }: ProcedurePaper): PaperRef => ({ code, ...namesOf(name) });

/** Papers of a procedure's version by their codes, in its order and under its names. Codes that it does not know are left out. */
export const papersOf = (codes: Iterable<string>, { documents }: Pick<ProcedureDefinition, 'documents'>): PaperRef[] => {
  const wanted = new Set(codes);
  return documents.filter(({ code }) => wanted.has(code)).map(refTo);
};
