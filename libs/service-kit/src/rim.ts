import type { FastifyReply, FastifyRequest } from 'fastify';
import { traceOfRequest } from './incoming.ts';
import { failureFields } from './logger.ts';
import { type ProblemBody, problemBody } from './problem.ts';
import { problemOf } from './problem-mapping.ts';
import { pageSecurityPolicy, plainProblemPage } from './problem-page.ts';
import { languageOf } from './request-headers.ts';
import type { RouteSpec } from './route.ts';
import type { Logger } from './service.ts';

export type PageProblem = (problem: ProblemBody, language: 'vi' | 'en') => string;

/** What every request of one application shares. */
export interface Rim {
  readonly stopping: AbortSignal;
  fail(error: unknown, request: FastifyRequest, reply: FastifyReply, spec?: RouteSpec): void;
}

const wantsPage = (request: FastifyRequest, spec: RouteSpec | undefined): boolean => {
  if (spec) return spec.page === true;
  const url = request.raw.url ?? '';
  return !url.startsWith('/api/') && /\btext\/html\b/.test(request.headers.accept ?? '');
};

/** Nobody waits longer than this for the rest of a body that was refused. */
const lingerMs = 500;

/** Closing on a client that still sends resets the connection, and the answer is lost with it: the rest is read and thrown away first. */
const afterBody = (request: FastifyRequest, send: () => void): void => {
  const { raw } = request;
  if (raw.complete || raw.destroyed) {
    send();
    return;
  }
  const timer = setTimeout(finish, lingerMs);
  function finish(): void {
    clearTimeout(timer);
    raw.off('end', finish).off('close', finish);
    send();
  }
  raw.once('end', finish).once('close', finish);
  raw.unpipe();
  raw.resume();
};

export const createRim = (logger: Logger, stopping: AbortSignal, pageProblem: () => PageProblem | undefined): Rim => ({
  stopping,
  fail(error, request, reply, spec) {
    const found = problemOf(error);
    const { traceId, traceparent, given } = traceOfRequest(request);
    if (found.status >= 500 && found.code === 'internal')
      logger.error('a request failed', { ...failureFields(error), traceId, route: spec?.path });
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const body = problemBody(found, traceId);
    const { retryAfter, headers } = found.details;
    reply.code(found.status).header('cache-control', 'no-store');
    if (headers) reply.headers(headers);
    if (given) reply.header('traceparent', traceparent);
    if (found.status === 401) reply.header('www-authenticate', 'Bearer realm="motcua", Tracking realm="motcua"');
    if (retryAfter !== undefined || found.status === 503 || found.status === 429) reply.header('retry-after', String(retryAfter ?? 2));
    // A refused body is still on its way: the connection cannot be used again before it has been read.
    if (stopping.aborted || found.status === 413 || found.status === 408) reply.header('connection', 'close');
    const send = (type: string, text: string): void => {
      reply.header('content-type', `${type}; charset=utf-8`);
      if (found.status === 413) afterBody(request, () => void reply.send(text));
      else reply.send(text);
    };
    if (!wantsPage(request, spec)) {
      send('application/problem+json', JSON.stringify(body));
      return;
    }
    const language = languageOf(request.headers['accept-language']);
    reply.header('content-security-policy', pageSecurityPolicy);
    send('text/html', (pageProblem() ?? plainProblemPage)(body, language));
  },
});

const rims = new WeakMap<object, Rim>();
/** The server object is the one thing that every encapsulated Fastify instance shares. */
export const keepRim = (server: object, rim: Rim): void => void rims.set(server, rim);
export const rimOf = (request: FastifyRequest): Rim => {
  const rim = rims.get(request.server.server);
  if (!rim) throw new Error('this Fastify instance was not made by startServices');
  return rim;
};
