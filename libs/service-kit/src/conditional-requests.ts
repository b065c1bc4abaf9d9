import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import type { Encoding, Text } from './compression.ts';

/** Kept by the caller, but asked about before each use: only here is it worth knowing whether anything has changed. */
const isAskedAbout = (request: FastifyRequest, reply: FastifyReply): boolean =>
  reply.getHeader('cache-control') === 'no-cache' && reply.statusCode === 200 && (request.method === 'GET' || request.method === 'HEAD');

/** One tag for each encoding, since a strong tag names bytes (RFC 9110, 8.8.3.3). Made of what is there before compression: nothing is compressed only to be compared. */
const tagOf = (text: Text, encoding: Encoding | undefined): string =>
  `"${hash('sha256', text, 'base64url')}${encoding === undefined ? '' : `-${encoding}`}"`;

/**
 * Gives an answer with `Cache-Control: no-cache` its strong `ETag`, unless it has one; anything else goes without, above all what is `no-store`.
 * True where the caller's `If-None-Match` names it: the answer is then 304, without what describes a content that is not sent (RFC 9110, 15.4.5).
 */
export const isKnownToCaller = (request: FastifyRequest, reply: FastifyReply, text: Text, encoding: Encoding | undefined): boolean => {
  if (!isAskedAbout(request, reply)) return false;
  if (!reply.hasHeader('etag')) reply.header('etag', tagOf(text, encoding));
  // Nothing else of the request counts: no date where there are tags (RFC 9110, 13.1.3), and no `Cache-Control`, which is for caches on the way
  // (`fetch` sends `no-cache` beside every `If-None-Match`).
  if (!fresh({ 'if-none-match': request.headers['if-none-match'] }, { etag: reply.getHeader('etag') })) return false;
  reply.code(304);
  for (const name of ['content-type', 'content-language', 'content-length']) reply.removeHeader(name);
  return true;
};
