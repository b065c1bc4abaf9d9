import { Agent, type ServerResponse } from 'node:http';
import {
  isHidden,
  Problem,
  problemBody,
  type ReadinessCheck,
  type ServiceDefinition,
  spanOfRequest,
  traceOfRequest,
} from '@motcua/service-kit';
import { createProxyServer } from 'httpxy';
import { z } from 'zod';
import type { ReactorsThread } from './reactors-thread.ts';

/** What they answer themselves; look-ups are answered here, being the more specific routes. */
const prefixes = ['/api/tracking', '/docs/tracking', '/api/notify', '/hop-thu', '/docs/notify'];
const methods = ['GET', 'HEAD', 'POST'] as const;
const connections = 64;

type Fastify = Parameters<NonNullable<Awaited<ReturnType<ServiceDefinition['open']>>['mount']>>[0];

const Readiness = z.object({
  checks: z.array(z.object({ name: z.string(), ready: z.boolean(), service: z.string().optional(), detail: z.string().optional() })),
});

const answerUnavailable = (response: ServerResponse, traceId: string): void => {
  const body = JSON.stringify(problemBody(new Problem('unavailable', 503, { retryAfter: 1 }), traceId));
  response.writeHead(503, {
    'content-type': 'application/problem+json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'retry-after': '1',
    'cache-control': 'no-store',
  });
  response.end(body);
};

/** Who asks is found out here, once: the thread behind believes nobody but the door. Whom an unknown proxy hides stays hidden (RFC 7239, 6.3). */
const callerOf = (request: Parameters<typeof isHidden>[0]): Record<string, string> => ({
  'x-forwarded-for': request.ip,
  ...(isHidden(request) ? { forwarded: 'for=_hidden' } : {}),
});

/** The thread behind goes on with the trace that was begun here; where nothing is traced, the request's own header stands. */
const traceOf = (request: Parameters<typeof spanOfRequest>[0]): Record<string, string> => {
  const traceparent = spanOfRequest(request);
  return traceparent === undefined ? {} : { traceparent };
};

/** Hands requests on before anything of them is read: the services behind check and answer them as if they stood alone. */
const mountDoor = (fastify: Fastify, target: string, agent: Agent): void => {
  const proxy = createProxyServer({ target, agent, proxyTimeout: 120_000 });
  const hand = (url: string): void => {
    fastify.route({
      method: [...methods],
      url,
      onRequest: (request, reply) => {
        reply.hijack();
        proxy.web(request.raw, reply.raw, { headers: { ...callerOf(request), ...traceOf(request) } }).catch(() => {
          if (reply.raw.headersSent) reply.raw.destroy();
          else answerUnavailable(reply.raw, traceOfRequest(request).traceId);
        });
      },
      handler: () => undefined,
    });
  };
  for (const prefix of prefixes) {
    hand(prefix);
    hand(`${prefix}/*`);
  }
};

const readinessAt = async (url: string): Promise<readonly ReadinessCheck[]> => {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
  const { checks } = Readiness.parse(await answer.json());
  return checks.map(({ name, ready, service, detail }) => ({
    name: service === undefined ? name : `${service} ${name}`,
    ready,
    ...(detail === undefined ? {} : { detail }),
  }));
};

/** The way to the thread of the reactors, as one more service of the process that listens. */
export const reactorsDoor = (reactors: ReactorsThread): ServiceDefinition<object> => ({
  name: 'door-to-reactors',
  config: z.object({}),
  open: async () => {
    const target = await reactors.url;
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    class DoorModule {}
    return {
      module: DoorModule,
      strategies: [],
      behind: ['tracking', 'notify'],
      mount: (fastify) => mountDoor(fastify, target, agent),
      metrics: async () => (await fetch(`${target}/metrics`, { signal: AbortSignal.timeout(2_000) })).text(),
      start: async () => undefined,
      readiness: () => readinessAt(target),
      drain: () => reactors.stop(),
      stop: async () => {
        await reactors.stop();
        agent.destroy();
      },
    };
  },
});
