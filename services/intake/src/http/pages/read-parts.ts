import { createHash } from 'node:crypto';
import { isRejection } from '@motcua/es';
import { type Call, partsOf } from '@motcua/service-kit';
import { given, type Language, largeFileMistake, type Mistake, type Posted, paperName, uploadName } from '@motcua/web';
import type { IntakeUseCases } from '../../application/index.ts';
import { memoryBudget, type Share } from '../../application/memory-budget.ts';
import type { CommandCall } from '../../application/ports.ts';
import { largestUpload } from '../../application/receive-upload.ts';

/** Bytes of all pages that are being read, each one photo at a time. */
const budget = memoryBudget(120 * 1024 * 1024);

export interface PostedPage {
  readonly posted: Posted;
  /** Papers that were not taken. */
  readonly mistakes: readonly Mistake[];
}

type Uploads = Pick<IntakeUseCases, 'receiveUpload' | 'findUpload' | 'uploadIdOf'>;
type Sender = Omit<CommandCall, 'idempotencyKey'>;

/** The same file sent again under the same page is the same upload, so a repeated page is the same submission. */
async function keep(uploads: Uploads, sender: Sender, code: string, fileName: string, bytes: Buffer, key: string): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const call = { ...sender, idempotencyKey: `${key}-${code}-${hash}` };
  try {
    const { uploadId } = await uploads.receiveUpload({ ...call, content: once(bytes), ...(fileName !== '' && { fileName }) });
    return uploadId;
  } catch (error) {
    // Its key went with it into the dossier that this page made before.
    if (!isRejection(error) || error.code !== 'gone') throw error;
    const uploadId = uploads.uploadIdOf(call);
    const { state = 'refused' } = (await uploads.findUpload(uploadId)) ?? {};
    if (state === 'refused') throw error;
    return uploadId;
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function bytesOf(content: AsyncIterable<Uint8Array>, share: Share): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) {
    share.take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Why a file was not taken, in the words of its refusal, which says it in Vietnamese and after a dash in English; anything else is not ours to say. */
function refusalOf(error: unknown, language: Language): string {
  if (!isRejection(error) || !['unsupported-media-type', 'too-large', 'malformed'].includes(error.code)) throw error;
  const { detail } = error.details;
  const [vi = '', en = vi] = (typeof detail === 'string' ? detail : 'Không nhận được tệp này. – This file cannot be taken.').split(' – ');
  return language === 'vi' ? vi : en;
}

/**
 * Reads a posted page: fields as they are, each photo received as an upload whose id stands among the fields from then on.
 * The hidden key comes first in the form. Throws what the multipart reader throws.
 */
export async function readParts(
  call: Pick<Call, 'request' | 'language'>,
  uploads: Uploads,
  sender: Sender,
  codes: ReadonlySet<string>,
): Promise<PostedPage> {
  const posted: Record<string, string> = {};
  const mistakes: Mistake[] = [];
  for await (const part of partsOf(call, { files: 20, fields: 400, fileSize: largestUpload, pastLimit: 'cut' })) {
    if (part.kind === 'field') {
      posted[part.name] = part.value.slice(0, 2_000);
      continue;
    }
    const share = budget.share();
    try {
      const bytes = await bytesOf(part.content, share);
      if (part.isCut()) {
        mistakes.push({ pointer: `/${part.name}`, message: largeFileMistake(call.language) });
        continue;
      }
      const code = part.name.slice(paperName('').length);
      if (bytes.length === 0 || !codes.has(code) || part.name !== paperName(code)) continue;
      posted[uploadName(code)] = await keep(uploads, sender, code, part.fileName, bytes, given(posted, 'key'));
    } catch (error) {
      mistakes.push({ pointer: `/${part.name}`, message: refusalOf(error, call.language) });
    } finally {
      share.release();
    }
  }
  return { posted, mistakes };
}
