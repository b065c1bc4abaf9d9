import type { Dossier } from '../domain/dossier/dossier.state.ts';
import type { OfficerUseCase } from './officer-command.ts';
import { sealReceiver } from './people.ts';
import type { FieldIssue } from './refused.ts';

export interface ReturnResultBody {
  readonly channel: 'counter' | 'post' | 'electronic';
  readonly receivedBy: {
    readonly name: string;
    readonly capacity: 'self' | 'relative' | 'authorised' | 'post';
    readonly idNumber?: string | undefined;
  };
  readonly originals: readonly { readonly document: string; readonly outcome: 'matched' | 'mismatch' | 'notBrought' }[];
  readonly fee?: { readonly amount: number; readonly receiptNo: string; readonly method: string } | undefined;
}

/**
 * Papers that were to be brought and that the body says nothing about. Not asked for where a mismatch hands nothing out anyway, nor for a declined result:
 * the citizen was told to bring nothing, though older ones name papers.
 */
const notCompared = ({ channel, originals }: ReturnResultBody, { result }: Dossier): readonly FieldIssue[] => {
  if (channel !== 'counter' || result?.outcome === 'declined' || originals.some(({ outcome }) => outcome === 'mismatch')) return [];
  const named = new Set(originals.map(({ document }) => document));
  return (result?.issued?.bring ?? [])
    .filter(({ code }) => !named.has(code))
    .map(({ code }) => ({ pointer: '/originals', code: 'required', message: `${code} is compared at the visit, or was notBrought` }));
};

/** Handed out, once; at the counter every original that is owed is compared, paper by paper. */
export const returnResult: OfficerUseCase<ReturnResultBody> = {
  name: 'return-result',
  unknown: ({ originals }, { procedure }) => {
    const papers = new Set(procedure.definition.documents.map((paper) => paper.code));
    return originals.flatMap(({ document }, index) =>
      papers.has(document)
        ? []
        : [{ pointer: `/originals/${index}/document`, code: 'unknown', message: 'not a document of this procedure' }],
    );
  },
  unfit: notCompared,
  make: ({ channel, receivedBy, originals, fee }, { officer, at, key, dossier }) => ({
    type: 'ReturnResult',
    at,
    by: officer.id,
    channel,
    capacity: receivedBy.capacity,
    receiver: sealReceiver(receivedBy, key, dossier.opened.dossierId),
    originals,
    ...(fee ? { fee } : {}),
  }),
};
