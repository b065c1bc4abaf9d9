import type { Socket } from 'node:net';
import multipart from '@fastify/multipart';
import type { ProcessTelemetry } from '@motcua/telemetry';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, type RouteOptions } from 'fastify';
import { authenticate } from './authentication.ts';
import { guardBody } from './body-guard.ts';
import { addBodyParsers } from './body-parsers.ts';
import type { Identity } from './identity.ts';
import type { CompiledRoute } from './incoming.ts';
import type { ProcessMetrics } from './metrics.ts';
import { Problem } from './problem.ts';
import { addRepresentation } from './representation.ts';
import { keepRim, type Rim } from './rim.ts';
import { watchUnused } from './shutdown.ts';
import { traceRequests } from './traced-requests.ts';

export const MiB = 1024 * 1024;

export interface RimSettings {
  readonly trustProxy?: string;
  /** Comma-separated networks; default loopback. */
  readonly operatorNetworks?: string;
  readonly publicUrl: string;
  /** For tests of slow senders, in ms. */
  readonly timeouts?: { readonly headers?: number; readonly body?: number; readonly upload?: number };
}

/** Nest would put its own error and not-found handlers (and its texts) in front of ours. */
class RimAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance() as ReturnType<FastifyAdapter['setErrorHandler']>;
  }
  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance() as ReturnType<FastifyAdapter['setNotFoundHandler']>;
  }
}

const securityHeaders = (publicUrl: string): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // Not `no-referrer`: with it a form on our own page would post `Origin: null`.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
});

/** Requests that Node's parser refuses never reach a hook: they get their problem on the bare socket. */
const refuseOnSocket = (error: Error & { code?: string }, socket: Socket): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'headers-too-large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'request-timeout']
        : ['400 Bad Request', 'malformed'];
  const body = JSON.stringify({
    type: `urn:motcua:problem:${code}`,
    title: code,
    titleEn: code,
    status: Number(status.slice(0, 3)),
    traceId: '0'.repeat(32),
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

const hookRoutes = (app: FastifyInstance, rim: Rim, identity: Identity | undefined, settings: RimSettings): void => {
  app.addHook('onRoute', (options: RouteOptions) => {
    const route = (options.config as { motcua?: CompiledRoute } | undefined)?.motcua;
    if (!route) return;
    const { spec } = route;
    options.onRequest = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) =>
      authenticate(identity, spec.auth, request, (error) => {
        if (error) rim.fail(error, request, reply, spec);
        else done();
      });
    options.errorHandler = (error, request, reply) => rim.fail(error, request, reply, spec);
    if (spec.method === 'POST') options.preParsing = guardBody(rim, spec, settings.timeouts ?? {});
  });
};

const createFastify = (rim: Rim, headers: Record<string, string>, settings: RimSettings): FastifyInstance =>
  fastify({
    logger: false,
    bodyLimit: MiB,
    requestTimeout: settings.timeouts?.upload ?? 120_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: settings.trustProxy === undefined ? false : settings.trustProxy.split(',').map((part) => part.trim()),
    http: { headersTimeout: settings.timeouts?.headers ?? 10_000, connectionsCheckingInterval: 500 },
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler(error, socket) {
      refuseOnSocket(error, socket);
    },
    // The router's own refusals (a malformed address): no hook has run for them.
    frameworkErrors: (error, request, reply) => rim.fail(error, request as FastifyRequest, reply.headers(headers) as FastifyReply),
  }) as unknown as FastifyInstance;

/** Fastify as this project wants it, and the Nest adapter over it. */
export const createRimAdapter = async (
  rim: Rim,
  identity: Identity | undefined,
  metrics: ProcessMetrics,
  settings: RimSettings,
  telemetry?: ProcessTelemetry,
): Promise<FastifyAdapter> => {
  const headers = securityHeaders(settings.publicUrl);
  const app = createFastify(rim, headers, settings);
  keepRim(app.server, rim);
  watchUnused(app.server);
  if (telemetry) traceRequests(app, telemetry);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    if (rim.stopping.aborted) reply.header('connection', 'close');
    done();
  });
  hookRoutes(app, rim, identity, settings);
  // Per route, since asking a request for its template costs more than the rest of the measurement.
  app.addHook('onRoute', (options: RouteOptions) => {
    const { url } = options;
    options.onResponse = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      metrics.observeRequest(request.method, url, reply.statusCode, reply.elapsedTime / 1000);
      done();
    };
  });
  addRepresentation(app);
  addBodyParsers(app);
  await app.register(multipart, {
    limits: { fileSize: 20 * MiB, files: 20, fields: 200, fieldSize: 256 * 1024, fieldNameSize: 200, headerPairs: 50, parts: 220 },
    throwFileSizeLimit: true,
  });
  app.setErrorHandler((error, request, reply) => rim.fail(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    rim.fail(new Problem('not-found'), request, reply);
    metrics.observeRequest('any', 'none', 404, reply.elapsedTime / 1000);
  });
  return new RimAdapter(app as never);
};
