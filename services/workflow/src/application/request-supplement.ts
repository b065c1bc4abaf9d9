import { papersOf } from '../domain/dossier/papers.ts';
import type { OfficerUseCase } from './officer-command.ts';
import { sealText } from './people.ts';

export interface RequestSupplementBody {
  readonly documents: readonly string[];
  readonly reason: string;
}

/** Papers of the procedure, all that is missing at once. */
export const requestSupplement: OfficerUseCase<RequestSupplementBody> = {
  name: 'request-supplement',
  unknown: ({ documents }, { procedure }) => {
    const papers = new Set(procedure.definition.documents.map((paper) => paper.code));
    return documents.flatMap((code, index) =>
      papers.has(code) ? [] : [{ pointer: `/documents/${index}`, code: 'unknown', message: 'not a document of this procedure' }],
    );
  },
  make: ({ documents, reason }, { officer, at, key, dossier, procedure, ports }) => ({
    type: 'RequestSupplement',
    at,
    by: officer.id,
    documents: papersOf(documents, procedure.definition),
    reason: sealText(reason, key, dossier.opened.dossierId),
    procedure,
    appointments: ports.published.appointments(),
  }),
};
