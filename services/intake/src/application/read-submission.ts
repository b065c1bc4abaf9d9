import type { DocumentRef, SealedApplicant, SealedForm, SubmissionFiled } from '@motcua/contracts';
import { unseal, unsealBytes, unwrapKey } from '@motcua/sealing';
import { documentsOf, type Filed } from '../domain/submission/submission.state.ts';
import { cleanFileName, fileNameFor } from '../domain/upload/file-name.ts';
import { type Asker, openFor } from './authorise.ts';
import { type PaperState, paperStateOf } from './paper-standing.ts';
import type { IntakePorts } from './ports.ts';
import type { recordAccess } from './record-access.ts';
import { notFound, paperChecking, paperRefused } from './refusals.ts';

type Needs = IntakePorts & { readonly recordAccess: ReturnType<typeof recordAccess> };

export interface DocumentView {
  readonly documentId: string;
  readonly code: string;
  readonly name: string;
  readonly mediaType: DocumentRef['mediaType'];
  readonly bytes: number;
  readonly state: Exclude<PaperState, 'lost'>;
}

export interface SubmissionView {
  readonly id: string;
  readonly requestCode: string;
  readonly code?: string;
  readonly procedure: SubmissionFiled['data']['procedure'];
  readonly agency: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly documents: readonly DocumentView[];
  readonly missing: readonly string[];
  readonly delivery: { readonly method: string; readonly address?: string };
  readonly supplements: readonly {
    readonly id: string;
    readonly at: string;
    readonly documents: readonly string[];
    readonly note?: string;
  }[];
  /** Officers only. */
  readonly subjectId?: string;
  readonly applicant?: SealedApplicant['applicant'];
  readonly filedBy?: SealedApplicant['filedBy'];
  readonly form?: unknown;
  readonly warnings?: unknown;
}

/** What the citizen's phone called it, else after the paper. Names kept before may end in half a character. */
const nameOf = ({ name, code, mediaType }: DocumentRef, key: Uint8Array): string =>
  fileNameFor(name === undefined ? code : cleanFileName(unseal<string>(name, key)) || code, mediaType);

/** A lost paper belongs to an erased dossier, or is answered like any whose file is not there. */
const shownState = (state: PaperState): DocumentView['state'] => (state === 'lost' ? 'ready' : state);

const documentView = async (needs: IntakePorts, document: DocumentRef, key: Uint8Array): Promise<DocumentView> => ({
  documentId: document.documentId,
  code: document.code,
  name: nameOf(document, key),
  mediaType: document.mediaType,
  bytes: document.bytes,
  state: shownState(await paperStateOf(needs, document)),
});

const supplementViews = (state: Filed, key: Uint8Array): SubmissionView['supplements'] =>
  state.supplements.map(({ supplementId, at, documents, sealed }) => ({
    id: supplementId,
    at,
    documents: documents.map(({ documentId }) => documentId),
    ...(sealed.note !== undefined && { note: unseal<string>(sealed.note, key) }),
  }));

/** What its holder may see; an officer also gets who and what, and his look is recorded. */
export const readSubmission =
  (needs: Needs) =>
  async (dossierId: string, asker: Asker): Promise<SubmissionView> => {
    const { state, key } = await openFor(needs, dossierId, asker, 'read');
    if (asker.kind === 'officer') await needs.recordAccess(asker, dossierId, 'read');
    const { filed } = state;
    const standing = await needs.standings.standingOf(dossierId);
    const later = new Set(state.supplements.flatMap(({ documents }) => documents.map(({ code }) => code)));
    const sealed = unseal<SealedApplicant>(filed.sealed.applicant, key);
    const officers = (): Partial<SubmissionView> => ({
      subjectId: filed.subjectId,
      applicant: sealed.applicant,
      ...(sealed.filedBy !== undefined && { filedBy: sealed.filedBy }),
      ...unseal<SealedForm>(filed.sealed.form, key),
    });
    return {
      id: dossierId,
      requestCode: filed.requestCode,
      ...(standing?.code !== undefined && { code: standing.code }),
      procedure: filed.procedure,
      agency: filed.agency,
      channel: filed.channel,
      receivedAt: filed.receivedAt,
      documents: await Promise.all(documentsOf(state).map((document) => documentView(needs, document, key))),
      missing: filed.missing.filter((code) => !later.has(code)),
      delivery: {
        method: filed.delivery.method,
        ...(asker.kind === 'officer' && sealed.deliveryAddress !== undefined && { address: sealed.deliveryAddress }),
      },
      supplements: supplementViews(state, key),
      ...(asker.kind === 'officer' && officers()),
    };
  };

export interface DocumentContent {
  readonly name: string;
  readonly mediaType: DocumentRef['mediaType'];
  readonly content: Uint8Array;
}

/** One paper, decrypted for who may see it. Refuses one that no virus scanner has seen yet (409), or that one has found something in (410). */
export const readDocument =
  (needs: Needs) =>
  async (dossierId: string, documentId: string, asker: Asker): Promise<DocumentContent> => {
    const { state, key } = await openFor(needs, dossierId, asker, 'read');
    const document = documentsOf(state).find((each) => each.documentId === documentId);
    if (!document) throw notFound();
    const paper = await paperStateOf(needs, document);
    if (paper === 'checking') throw paperChecking();
    if (paper === 'refused') throw paperRefused();
    if (paper === 'lost') throw notFound();
    const sealed = await needs.blobs.get(document.blob);
    if (!sealed) throw notFound();
    if (asker.kind === 'officer') await needs.recordAccess(asker, dossierId, 'document');
    const content = unsealBytes(sealed, unwrapKey(document.wrappedKey, key));
    return { name: nameOf(document, key), mediaType: document.mediaType, content };
  };
