import { randomUUID } from 'node:crypto';
import { instantOf } from '@motcua/es';
import { unsealBytes, unwrapKey } from '@motcua/sealing';
import { documentsOf } from '../domain/submission/submission.state.ts';
import type { Upload } from '../domain/upload/upload.state.ts';
import { pauses } from './pauses.ts';
import type { IntakePorts, VirusScanner } from './ports.ts';

type Needs = Pick<IntakePorts, 'uploads' | 'submissions' | 'keys' | 'blobs' | 'virusCheck' | 'now'>;
type Received = Exclude<Upload, 'absent'>;

/** The key that a filed dossier holds; undefined where the dossier was erased, or is not there. */
const keyOfDossier = async (needs: Needs, dossierId: string, blob: string): Promise<Uint8Array | undefined> => {
  const { state } = await needs.submissions.load(`submission-${dossierId}`);
  const document = state === 'absent' ? undefined : documentsOf(state).find((each) => each.blob === blob);
  const key = (await needs.keys.keysOf([dossierId])).get(dossierId);
  return document && key && unwrapKey(document.wrappedKey, key);
};

const keyOf = async (needs: Needs, { received: { uploadId, blob } }: Received): Promise<Uint8Array | undefined> => {
  const own = (await needs.keys.keysOf([uploadId])).get(uploadId);
  if (own) return own;
  // Looked at only now: a filing that has ended since has taken the key into its dossier.
  const { state } = await needs.uploads.load(`upload-${uploadId}`);
  return state !== 'absent' && state.bound ? keyOfDossier(needs, state.bound.dossierId, blob) : undefined;
};

/** The file as it is kept, cleaned; undefined where nobody can open it any more. Throws where only the file is missing, which may come back: a volume that is not mounted. */
const contentOf = async (needs: Needs, upload: Received): Promise<Uint8Array | undefined> => {
  const key = await keyOf(needs, upload);
  if (!key) return undefined;
  const sealed = await needs.blobs.get(upload.received.blob);
  if (!sealed) throw new Error('the file of a paper that waits is not there');
  return unsealBytes(sealed, key);
};

/** Answers whether there was a verdict, or none was needed. */
const checkOne = async (needs: Needs, scanner: VirusScanner, uploadId: string): Promise<boolean> => {
  const stream = `upload-${uploadId}`;
  const { state } = await needs.uploads.load(stream);
  if (state === 'absent' || state.standing !== 'checking') return true;
  const content = await contentOf(needs, state);
  const { kind } = content ? await scanner.scan(content) : ({ kind: 'lost' } as const);
  if (kind === 'none') return false;
  const at = instantOf(needs.now());
  const metadata = { at, actor: 'system:virus-scanner', correlationId: state.bound?.dossierId ?? uploadId, causationId: uploadId };
  const { state: ended } = await needs.uploads.handle(
    stream,
    { type: 'EndCheck', uploadId, at, outcome: kind },
    { commandId: randomUUID(), metadata, idempotent: true },
  );
  // By the verdict that holds, which may be another instance's. After its event: a stop between the two leaves a ciphertext that nobody is given.
  if (ended !== 'absent' && ended.standing === 'refused') await needs.blobs.remove(state.received.blob);
  return true;
};

/**
 * Shows the scanner what it has not seen yet, the oldest first, so many at a time. A run ends with the first paper that gets no verdict, and that
 * one has to wait longest: whether the scanner is away or chokes on it, the next run begins with another. Answers how many papers were settled.
 */
export const checkWaitingPapers = (needs: Needs) => {
  const papers = pauses(60_000, 15 * 60_000);
  const scanner = pauses(5_000, 2 * 60_000);
  return async (limit = 20): Promise<number> => {
    const { virusCheck } = needs;
    const now = needs.now().getTime();
    if (!virusCheck || scanner.isOn('scanner', now)) return 0;
    let settled = 0;
    for await (const uploadId of virusCheck.waiting.oldestFirst()) {
      if (settled >= limit) break;
      if (papers.isOn(uploadId, now)) continue;
      // Before it is tried: one that cannot be opened must not stand before the others for ever.
      papers.begin(uploadId, now);
      if (!(await checkOne(needs, virusCheck.laterScanner, uploadId))) {
        scanner.begin('scanner', now);
        break;
      }
      papers.forget(uploadId);
      scanner.forget('scanner');
      settled += 1;
    }
    return settled;
  };
};
