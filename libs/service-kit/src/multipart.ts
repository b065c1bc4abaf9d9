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
      /** Errors with a `Problem` 413 past the limit. */
      readonly content: Readable;
    };

export interface PartLimits {
  /** Default 1. */
  readonly files?: number;
  /** Bytes of one file; default 20 MiB. */
  readonly fileSize?: number;
  /** Default 200. */
  readonly fields?: number;
}

const toPart = (part: Multipart): FormPart => {
  const bad = badText(part.fieldname) ?? (part.type === 'field' && typeof part.value === 'string' ? badText(part.value) : undefined);
  if (bad !== undefined) throw malformed(`/${badText(part.fieldname) === undefined ? part.fieldname : ''}`, 'text', bad);
  if (part.type === 'file') {
    // Whoever reads the file gets the parser's error; a cut-off body is the sender's fault. This listener comes first.
    part.file.once('error', (error: Error & { statusCode?: number }) => {
      error.statusCode ??= 400;
    });
    return {
      kind: 'file',
      name: part.fieldname,
      fileName: (part.filename ?? '').replaceAll('\0', ''),
      mediaType: part.mimetype,
      content: part.file,
    };
  }
  return { kind: 'field', name: part.fieldname, value: String(part.value ?? '') };
};

/** Whatever a broken multipart body makes the parser say is the sender's fault. */
const refusal = (error: unknown): Problem => {
  const found = problemOf(error);
  return found.code === 'internal' ? malformed('', 'multipart', 'the multipart body is broken') : found;
};

/** The parts of a multipart request in their order. Throws 400 for a broken body and 413 past a limit. */
export async function* partsOf(call: Pick<Call, 'request'>, limits: PartLimits = {}): AsyncGenerator<FormPart> {
  if (!call.request?.isMultipart()) throw new Problem('unsupported-media-type');
  const { files = 1, fileSize = 20 * 1024 * 1024, fields = 200 } = limits;
  const parts = call.request.parts({ limits: { files, fileSize, fields, parts: files + fields } })[Symbol.asyncIterator]();
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      throw refusal(error);
    });
    if (next.done) return;
    yield toPart(next.value);
  }
}
