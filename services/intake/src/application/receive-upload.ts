import { createHash } from 'node:crypto';
import { instantOf, Rejection } from '@motcua/es';
import { KeyDestroyed } from '@motcua/keys';
import { fingerprintOf, seal, sealBytes, unseal } from '@motcua/sealing';
import { fileTypeFromBuffer } from 'file-type';
import { cleanFileName } from '../domain/upload/file-name.ts';
import { sniff } from '../domain/upload/sniff.ts';
import type { FileFacts } from './bind-uploads.ts';
import { commandIdOf } from './command-ids.ts';
import { memoryBudget, type Share } from './memory-budget.ts';
import { metadataOf } from './metadata.ts';
import { standingOf } from './paper-standing.ts';
import { type CommandCall, type IntakePorts, type MediaType, PaperRefused } from './ports.ts';
import { erased, keyReused, malformedField } from './refusals.ts';

export interface ReceiveUpload extends CommandCall {
  /** Read to its end; errors where it is longer than the limit. */
  readonly content: AsyncIterable<Uint8Array>;
  /** As the client calls it. Personal. */
  readonly fileName?: string;
}

export interface UploadView {
  readonly uploadId: string;
  /** Of the bytes received; absent once the file is bound to a dossier. */
  readonly sha256?: string;
  readonly mediaType?: MediaType;
  /** As received; as kept once the file is bound. */
  readonly bytes?: number;
  readonly state: 'checking' | 'ready' | 'refused';
  readonly reason?: 'expired' | 'malware';
}

/** Bytes of one file. A reader that cuts silently must be allowed one more, so that the cut is noticed here. */
export const largestUpload = 20 * 1024 * 1024;
/** Bytes of all files under way; each is copied twice or thrice while it is looked at. */
const mostHeld = 160 * 1024 * 1024;

const hints: Readonly<Record<PaperRefused['reason'], string>> = {
  damaged: 'Không mở được tệp này. Xin chụp hoặc quét lại. – The file cannot be opened; please take the picture again.',
  tooManyPixels: 'Ảnh quá lớn. Xin chụp ở cỡ nhỏ hơn. – The picture has too many pixels.',
  encrypted: 'Tệp PDF có mật khẩu. Xin gửi bản không khóa. – The PDF is locked; please send one without a password.',
  active: 'Tệp PDF có chứa mã chạy được. Xin gửi bản quét thường. – The PDF contains active content; please send a plain scan.',
  tooLong: 'Tệp PDF có quá nhiều trang. – The PDF has too many pages.',
};
const infected =
  'Tệp này có dấu hiệu chứa mã độc nên không nhận được. Xin chụp lại giấy tờ rồi gửi ảnh mới. – This file looks infected and was not taken. Please photograph the paper again and send the new picture.';
const notTaken = (detail: string): Rejection => new Rejection('unsupported-media-type', { detail });
const otherContent = (): Rejection =>
  notTaken(
    'Chỉ nhận ảnh JPEG, PNG hoặc tệp PDF. Xin chụp ảnh giấy tờ rồi gửi lại. – Only JPEG, PNG or PDF: please send a photo of the paper.',
  );

/** All of it, hashed on the way, given up as soon as its first bytes are of no kind we take. */
const read = async (content: AsyncIterable<Uint8Array>, share: Share): Promise<{ readonly bytes: Buffer; readonly sha256: string }> => {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let length = 0;
  let known = false;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > largestUpload) throw new Rejection('too-large');
    share.take(chunk.length);
    hash.update(chunk);
    chunks.push(chunk);
    if (!known && length >= 16) {
      if (!sniff(chunks.length === 1 ? chunk : Buffer.concat(chunks))) throw otherContent();
      known = true;
    }
  }
  if (length === 0) throw malformedField('/file', 'empty', 'the file is empty');
  return { bytes: Buffer.concat(chunks, length), sha256: hash.digest('hex') };
};

/** Our own look at the first bytes decides; a second opinion may only refuse. */
const mediaTypeOf = async (bytes: Uint8Array): Promise<MediaType> => {
  const own = sniff(bytes);
  const hint = own && (await fileTypeFromBuffer(bytes).catch(() => undefined));
  if (!own || (hint && hint.mime !== own)) throw otherContent();
  return own;
};

type Needs = Pick<IntakePorts, 'uploads' | 'keys' | 'blobs' | 'papers' | 'virusCheck' | 'secrets' | 'now' | 'turns'>;

/** Before anything else reads the file. Answers whether it has to be looked at again. */
const scan = async ({ virusCheck }: Needs, bytes: Uint8Array): Promise<{ readonly checking: boolean }> => {
  const verdict = await virusCheck?.scanner.scan(bytes);
  if (verdict?.kind === 'found') throw notTaken(infected);
  return { checking: verdict?.kind === 'none' };
};
/** The state that was answered when the file came, however its check has ended since. */
const firstState = ({ checking = false }: { readonly checking?: boolean | undefined }): UploadView['state'] =>
  checking ? 'checking' : 'ready';

type Received = UploadView & { readonly position: number; readonly replayed: boolean };

/** The answer as it was given, at the position of the event that the key made, whatever has become of the upload since. */
const repeated = async (needs: Needs, uploadId: string, sha256: string): Promise<Received | undefined> => {
  const { state, position = 0 } = await needs.uploads.loadAsOf(`upload-${uploadId}`, 0);
  if (state === 'absent') return undefined;
  const key = (await needs.keys.keysOf([uploadId])).get(uploadId);
  if (!key) throw erased();
  if (state.received.fingerprint !== fingerprintOf(key, sha256)) throw keyReused();
  const { bytes } = unseal<FileFacts>(state.received.sealed.file, key);
  return { uploadId, sha256, mediaType: state.received.mediaType, bytes, state: firstState(state.received), position, replayed: true };
};

const keep = async (
  needs: Needs,
  input: ReceiveUpload,
  uploadId: string,
  { bytes, sha256 }: { readonly bytes: Buffer; readonly sha256: string },
): Promise<Received> => {
  const before = await repeated(needs, uploadId, sha256);
  if (before) return before;
  const { checking } = await scan(needs, bytes);
  const mediaType = await mediaTypeOf(bytes);
  const clean = await needs.papers.clean(bytes, mediaType).catch((error: unknown) => {
    throw error instanceof PaperRefused ? notTaken(hints[error.reason]) : error;
  });
  const key = await needs.keys.createForUpload(uploadId).catch((error: unknown) => {
    throw error instanceof KeyDestroyed ? erased() : error;
  });
  const blob = await needs.blobs.put(sealBytes(clean, key));
  const at = instantOf(needs.now());
  const name = input.fileName === undefined ? undefined : cleanFileName(input.fileName);
  const facts: FileFacts = { sha256, bytes: bytes.length, ...(name && { name }) };
  const fingerprint = fingerprintOf(key, sha256);
  const sealed = { file: seal(facts, key, uploadId) };
  const { position } = await needs.uploads.handle(
    `upload-${uploadId}`,
    {
      type: 'ReceiveUpload',
      upload: { uploadId, at, mediaType, bytes: clean.length, blob, fingerprint, ...(checking && { checking }), sealed },
    },
    { commandId: uploadId, metadata: metadataOf(input, at, uploadId, uploadId, fingerprint), idempotent: true },
  );
  return { uploadId, sha256, mediaType, bytes: bytes.length, state: firstState({ checking }), position, replayed: false };
};

/**
 * Takes in one file: read under its limit, shown to the virus scanner where there is one, recognised by its content, cleaned, encrypted under
 * a key of its own, then recorded; without a verdict as being checked.
 * Refuses with 400, 413, 415 and a plain hint, 410 where it was deleted meanwhile, 422 for another file under the same key, 503.
 */
export const receiveUpload = (needs: Needs) => {
  const budget = memoryBudget(mostHeld);
  return async (input: ReceiveUpload): Promise<Received> => {
    const uploadId = commandIdOf(needs.secrets, '/uploads', input);
    const share = budget.share();
    try {
      const file = await read(input.content, share);
      return await needs.turns.take(`upload-${uploadId}`, () => keep(needs, input, uploadId, file));
    } finally {
      share.release();
    }
  };
};

/** What is known of an upload; undefined for an unknown id. Whoever has the id, which only its sender got, may ask. */
export const findUpload =
  (needs: Needs) =>
  async (uploadId: string): Promise<UploadView | undefined> => {
    const { state } = await needs.uploads.load(`upload-${uploadId}`);
    if (state === 'absent') return undefined;
    const standing = standingOf(needs, state);
    if (standing === 'lost') return { uploadId, state: 'refused', reason: 'expired' };
    if (standing === 'refused') return { uploadId, state: 'refused', reason: 'malware' };
    const { mediaType, bytes, sealed } = state.received;
    const key = (await needs.keys.keysOf([uploadId])).get(uploadId);
    if (!key) return state.bound ? { uploadId, mediaType, bytes, state: standing } : { uploadId, state: 'refused', reason: 'expired' };
    const facts = unseal<FileFacts>(sealed.file, key);
    return { uploadId, sha256: facts.sha256, mediaType, bytes: facts.bytes, state: standing };
  };
