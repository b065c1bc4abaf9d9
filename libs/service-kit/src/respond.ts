import type { FastifyReply, FastifyRequest } from 'fastify';
import { traceOfRequest } from './incoming.ts';
import { pageSecurityPolicy } from './problem-page.ts';
import type { Answer } from './route.ts';

const json = 'application/json; charset=utf-8';

const destroy = (stream: NodeJS.ReadableStream): void => {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
};

const sendRaw = (request: FastifyRequest, reply: FastifyReply, { mediaType, content }: NonNullable<Answer['raw']>): void => {
  reply.header('content-type', mediaType);
  if (typeof content === 'string') reply.send(content);
  else if (content instanceof Uint8Array)
    reply.send(Buffer.isBuffer(content) ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength));
  else if (request.method === 'HEAD') {
    // Nothing of a stream is sent to a HEAD, and an endless one must not stay open for it.
    destroy(content);
    reply.send();
  } else reply.send(content);
};

/** Sends what a handler answered. */
export const respond = (request: FastifyRequest, reply: FastifyReply, answer: Answer, stopping: AbortSignal): void => {
  // Also for a request that came before the stop: its connection must not be used again.
  if (stopping.aborted) reply.header('connection', 'close');
  reply.code(answer.status);
  if (answer.raw?.mediaType.startsWith('text/html')) reply.header('content-security-policy', pageSecurityPolicy);
  if (answer.headers) reply.headers(answer.headers);
  if (request.headers.traceparent !== undefined) reply.header('traceparent', traceOfRequest(request).traceparent);
  if (answer.json !== undefined) reply.header('content-type', json).send(answer.json);
  else if (answer.raw) sendRaw(request, reply, answer.raw);
  else if (answer.body === undefined) reply.send();
  else {
    if (!reply.hasHeader('content-type')) reply.header('content-type', json);
    reply.send(JSON.stringify(answer.body));
  }
};
