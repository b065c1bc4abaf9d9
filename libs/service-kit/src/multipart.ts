import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import { malformed, Problem } from './problem.ts';
import { problemOf } from './problem-mapping.ts';
import type { Call } from './route.ts';
import { badText } from './untrusted.ts';

/** A part of a posted form: a plain field, or a file to be read to its end before the next part comes. */
export type FormPart =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      /** As the client calls it; may be empty. Personal. */
      readonly fileName: string;
      /** As the client says; never to be believed. */
      readonly mediaType: string;
      /** Past the limit it errors with a `Problem` 413, or ends there, see `PartLimits.pastLimit`. */
      readonly content: Readable;
      /** Known once `content` has ended: there was more of it. */
      readonly isCut: () => boolean;
    };

export interface PartLimits {
  /** Default 1. */
  readonly files?: number;
  /** Bytes of one file; default 20 MiB. */
  readonly fileSize?: number;
  /** Default 200. */
  readonly fields?: number;
  /** Default `refuse`, all of the request. `cut`: such a file is passed over, and what else the form says is still read. */
  readonly pastLimit?: 'refuse' | 'cut';
}

type Filed = Extract<Multipart, { type: 'file' }>;
type Plain = Extract<Multipart, { type: 'field' }>;

/** The parser bounds a part's headers (16 KiB), not its name. */
const longestName = 200;

const assertName = ({ fieldname }: { readonly fieldname?: string }): void => {
  if (fieldname === undefined) throw malformed('', 'multipart', 'a part has no name');
  if (fieldname.length > longestName) throw new Problem('too-large');
  const bad = badText(fieldname);
  if (bad !== undefined) throw malformed('/', 'text', bad);
};

const blameSender = (error: Error & { statusCode?: number }): void => {
  error.statusCode ??= 400;
};

const filePart = ({ file, fieldname, filename, mimetype }: Filed, pastLimit: 'refuse' | 'cut'): FormPart => {
  // The parser ends a file at its limit as if it were whole; whoever reads it must not take it for that.
  const refuse = (): void => void file.destroy(new Problem('too-large'));
  if (pastLimit === 'refuse') {
    if (file.truncated) refuse();
    else file.once('limit', refuse);
  }
  // Whoever reads the file gets the parser's error; a cut-off body is the sender's fault. The file may have failed while the part before it was
  // read; else this listener comes first.
  if (file.errored) blameSender(file.errored);
  else file.once('error', blameSender);
  return {
    kind: 'file',
    name: fieldname,
    fileName: (filename ?? '').replaceAll('\0', ''),
    mediaType: mimetype,
    content: file,
    isCut: () => file.truncated,
  };
};

/** A field labelled as JSON comes parsed; none of our forms has one, and what it holds need not even have a text. */
const fieldPart = ({ fieldname, value, valueTruncated }: Plain): FormPart => {
  if (valueTruncated) throw new Problem('too-large');
  if (typeof value !== 'string') throw malformed(`/${fieldname}`, 'type', 'plain text is expected');
  const bad = badText(value);
  if (bad !== undefined) throw malformed(`/${fieldname}`, 'text', bad);
  return { kind: 'field', name: fieldname, value };
};

const toPart = (part: Multipart, pastLimit: 'refuse' | 'cut'): FormPart => {
  assertName(part);
  return part.type === 'file' ? filePart(part, pastLimit) : fieldPart(part);
};

/** Whatever a broken multipart body makes the parser say is the sender's fault. */
const refusal = (error: unknown): Problem => {
  const found = problemOf(error);
  return found.code === 'internal' ? malformed('', 'multipart', 'the multipart body is broken') : found;
};

/** The parts of a multipart request in their order. Throws 400 for a broken body and 413 past a limit. */
export async function* partsOf(call: Pick<Call, 'request'>, limits: PartLimits = {}): AsyncGenerator<FormPart> {
  if (!call.request?.isMultipart()) throw new Problem('unsupported-media-type');
  const { files = 1, fileSize = 20 * 1024 * 1024, fields = 200, pastLimit = 'refuse' } = limits;
  // The plugin takes both for each request; its types know the one only for all.
  const settings = { limits: { files, fileSize, fields, parts: files + fields }, throwFileSizeLimit: pastLimit === 'refuse' };
  const parts = call.request.parts(settings)[Symbol.asyncIterator]();
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      throw refusal(error);
    });
    if (next.done) return;
    yield toPart(next.value, pastLimit);
  }
}
