import { randomUUID } from 'node:crypto';
import type { DocumentRef } from '@motcua/contracts';
import { instantOf, Rejection } from '@motcua/es';
import { seal, unseal, unwrapKey, uuidFromHmac, wrapKey } from '@motcua/sealing';
import type { HandedPaper } from '../domain/submission/submission.body.ts';
import type { Upload } from '../domain/upload/upload.state.ts';
import { metadataOf } from './metadata.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { malformedField } from './refusals.ts';

/** A file's own key opens this to what it was called and what was received. */
export interface FileFacts {
  readonly name?: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A binding to a dossier that was never filed holds for a minute: its filing may still be under way. */
const abandonedAfterMs = 60_000;

type Needs = Pick<IntakePorts, 'store' | 'uploads' | 'keys' | 'secrets' | 'now'>;
type Received = Exclude<Upload, 'absent'>;
interface Found {
  readonly paper: HandedPaper;
  readonly upload: Received;
  readonly key: Uint8Array;
  readonly abandoned: boolean;
}

const exists = async ({ store }: Pick<Needs, 'store'>, stream: string): Promise<boolean> => {
  for await (const _ of store.read(stream, { limit: 1 })) return true;
  return false;
};

/** Whether the upload may be this dossier's: unbound, bound to it already, or held by a dossier that never came to be. */
const isFree = async (
  needs: Needs,
  { bound }: Received,
  dossierId: string,
): Promise<{ readonly free: boolean; readonly abandoned: boolean }> => {
  if (!bound || bound.dossierId === dossierId) return { free: true, abandoned: false };
  const old = needs.now().getTime() - Date.parse(bound.at) > abandonedAfterMs;
  const abandoned = old && !(await exists(needs, `submission-${bound.dossierId}`));
  return { free: abandoned, abandoned };
};

/** The file's key is in the key store until its dossier is filed, afterwards wrapped in the dossier's own papers. */
const fileKey = async (
  needs: Needs,
  { received }: Received,
  before: readonly DocumentRef[],
  dossierKey: Uint8Array,
): Promise<Uint8Array | undefined> => {
  const kept = (await needs.keys.keysOf([received.uploadId])).get(received.uploadId);
  if (kept) return kept;
  const earlier = before.find(({ blob }) => blob === received.blob);
  return earlier && unwrapKey(earlier.wrappedKey, dossierKey);
};

const find = async (
  needs: Needs,
  dossierId: string,
  dossierKey: Uint8Array,
  paper: HandedPaper,
  index: number,
  before: readonly DocumentRef[],
): Promise<Found> => {
  const pointer = `/documents/${index}/uploadId`;
  const { state: upload } = await needs.uploads.load(`upload-${paper.uploadId}`);
  if (upload === 'absent') throw malformedField(pointer, 'unknown', 'no such upload');
  if (upload.standing === 'refused') throw malformedField(pointer, 'refused', 'this upload was found infected; send another file');
  const { free, abandoned } = await isFree(needs, upload, dossierId);
  if (!free) {
    const errors = [{ pointer, code: 'taken', message: 'this upload belongs to another dossier' }];
    throw new Rejection('upload-taken', { state: 'bound', allowed: [], errors });
  }
  const key = await fileKey(needs, upload, before, dossierKey);
  if (!key) throw malformedField(pointer, 'expired', 'this upload was deleted; send the file again');
  return { paper, upload, key, abandoned };
};

/** The paper as the event keeps it: its file key and name under the dossier's key. */
const documentRef = (
  { paper, upload: { received, standing }, key }: Found,
  documentId: string,
  dossierId: string,
  dossierKey: Uint8Array,
): DocumentRef => {
  const { name } = unseal<FileFacts>(received.sealed.file, key);
  return {
    documentId,
    code: paper.code,
    mediaType: received.mediaType,
    bytes: received.bytes,
    blob: received.blob,
    wrappedKey: wrapKey(key, dossierKey, dossierId),
    ...(name !== undefined && { name: seal(name, dossierKey, dossierId) }),
    ...(standing === 'checking' && { upload: received.uploadId }),
  };
};

export interface BoundPapers {
  readonly documents: DocumentRef[];
  /** Once the dossier's event is synced, the file keys live in it alone, so that its erasure takes the files along. */
  readonly settle: () => void;
}

/**
 * Finds every upload first and binds them only when all are free, so that a refusal binds nothing. Throws 400 (`/documents/<i>/uploadId`), `upload-taken`;
 * `upload-refused` where something was found in one at this very moment: those before it stay bound, until they count as abandoned.
 */
export const bindUploads = async (
  needs: Needs,
  call: CommandCall,
  commandId: string,
  dossier: { readonly id: string; readonly key: Uint8Array; readonly documents: readonly DocumentRef[] },
  papers: readonly HandedPaper[],
): Promise<BoundPapers> => {
  const found: Found[] = [];
  for (const [index, paper] of papers.entries()) found.push(await find(needs, dossier.id, dossier.key, paper, index, dossier.documents));
  const at = instantOf(needs.now());
  for (const { paper, abandoned } of found) {
    await needs.uploads.handle(
      `upload-${paper.uploadId}`,
      { type: 'BindUpload', binding: { uploadId: paper.uploadId, dossierId: dossier.id, at }, abandoned },
      { commandId: randomUUID(), metadata: metadataOf(call, at, dossier.id, commandId), idempotent: true },
    );
  }
  return {
    documents: found.map((each, index) =>
      documentRef(each, uuidFromHmac(needs.secrets.ids, 'document', commandId, String(index)), dossier.id, dossier.key),
    ),
    // Not waited for: where it fails, the sweep does it later.
    settle: () => void needs.keys.remove(papers.map(({ uploadId }) => uploadId)).catch(() => undefined),
  };
};
