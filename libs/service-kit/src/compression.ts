import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

// No caller is known by what his browser sends by itself (there are no cookies), so that the length of an answer tells a third party nothing: pages may be compressed.

export type Encoding = 'br' | 'gzip';
export type Text = string | Buffer;
/** `once`: worth the time, since it is kept. */
type Compress = (text: Text, once: boolean) => Promise<Buffer>;

const brotli = promisify<Text, object, Buffer>(brotliCompress);
const zip = promisify<Text, object, Buffer>(gzip);

/** In the order in which they are preferred. */
const compressors: Readonly<Record<Encoding, Compress>> = {
  br: (text, once) => brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: once ? 11 : 5 } }),
  gzip: (text, once) => zip(text, { level: once ? 9 : 6 }),
};

/** What browsers read; the API's answers are small, and programs ask for them by the thousand. */
const compressible = /^(?:text\/(?:html|css|javascript)|image\/svg\+xml)\b/;
/** Less fits one packet anyway. */
const leastBytes = 1_024;

/** The first encoding that the caller takes (RFC 9110, 12.5.3); a weight of 0 refuses it. */
const encodingFor = (accepted: string): Encoding | undefined => {
  const taken = new Set(
    accepted
      .toLowerCase()
      .split(',')
      .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
      .map((part) => part.split(';')[0]?.trim()),
  );
  return (Object.keys(compressors) as Encoding[]).find((encoding) => taken.has(encoding));
};

const addVary = (reply: FastifyReply): void => {
  const known = reply.getHeader('vary');
  reply.header('vary', typeof known === 'string' && known !== '' ? `${known}, accept-encoding` : 'accept-encoding');
};

/** The encoding in which a text goes to this caller; none for what is small, and for what programs read. Says in `Vary` that it was chosen. */
export const chooseEncoding = (request: FastifyRequest, reply: FastifyReply, text: Text): Encoding | undefined => {
  if (reply.hasHeader('content-encoding') || !compressible.test(String(reply.getHeader('content-type') ?? ''))) return undefined;
  addVary(reply);
  return text.length < leastBytes ? undefined : encodingFor(String(request.headers['accept-encoding'] ?? ''));
};

/** Compresses away from the thread that answers; what may be kept for ever is compressed once. */
export const createCompressor = () => {
  const kept = new Map<string, Promise<Buffer>>();

  /** Only files that there are get here, so that what is kept is bounded whatever is asked for. */
  const compressOnce = (encoding: Encoding, request: FastifyRequest, text: Text): Promise<Buffer> => {
    const name = `${encoding} ${request.url.split('?')[0]}`;
    const known = kept.get(name) ?? compressors[encoding](text, true);
    kept.set(name, known);
    return known;
  };

  return async (encoding: Encoding, request: FastifyRequest, reply: FastifyReply, text: Text): Promise<Buffer> => {
    const isKept = reply.statusCode === 200 && String(reply.getHeader('cache-control')).includes('immutable');
    const bytes = await (isKept ? compressOnce(encoding, request, text) : compressors[encoding](text, false));
    reply.header('content-encoding', encoding);
    reply.removeHeader('content-length');
    return bytes;
  };
};
