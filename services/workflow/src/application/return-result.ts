import type { OfficerUseCase } from './officer-command.ts';
import { sealReceiver } from './people.ts';

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

/** Handed out, once; originals compared paper by paper. */
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
