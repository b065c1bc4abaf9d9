import { Agent, type ServerResponse } from 'node:http';
import { Problem, problemBody, type ReadinessCheck, type ServiceDefinition } from '@motcua/service-kit';
import { createProxyServer } from 'httpxy';
import { z } from 'zod';
import type { Followers } from './followers.ts';

/** What tracking and notify answer themselves; look-ups are answered here, being the more specific routes. */
const prefixes = ['/api/tracking', '/api/notify', '/hop-thu', '/docs/tracking', '/docs/notify'] as const;
const methods = ['GET', 'HEAD', 'POST'] as const;
const connections = 64;

type Fastify = Parameters<NonNullable<Awaited<ReturnType<ServiceDefinition['open']>>['mount']>>[0];

const Readiness = z.object({
  checks: z.array(z.object({ name: z.string(), ready: z.boolean(), service: z.string().optional(), detail: z.string().optional() })),
});

const answerUnavailable = (response: ServerResponse): void => {
  const body = JSON.stringify(problemBody(new Problem('unavailable', 503, { retryAfter: 1 }), '0'.repeat(32)));
  response.writeHead(503, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '1', 'cache-control': 'no-store' });
  response.end(body);
};

/** Hands requests on before anything of them is read: the services behind check and answer them as if they stood alone. */
const mountDoor = (fastify: Fastify, target: string, agent: Agent): void => {
  const proxy = createProxyServer({ target, agent, xfwd: true, proxyTimeout: 120_000 });
  const hand = (url: string): void => {
    fastify.route({
      method: [...methods],
      url,
      onRequest: (request, reply) => {
        reply.hijack();
        proxy.web(request.raw, reply.raw).catch(() => {
          if (reply.raw.headersSent) reply.raw.destroy();
          else answerUnavailable(reply.raw);
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

/** The way to the followers, as one more service of the process that listens. */
export const followersDoor = (followers: Followers): ServiceDefinition<object> => ({
  name: 'followers',
  config: z.object({}),
  open: async () => {
    const target = await followers.url;
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    class FollowersModule {}
    return {
      module: FollowersModule,
      strategies: [],
      behind: ['tracking', 'notify'],
      mount: (fastify) => mountDoor(fastify, target, agent),
      metrics: async () => (await fetch(`${target}/metrics`, { signal: AbortSignal.timeout(2_000) })).text(),
      start: async () => undefined,
      readiness: () => readinessAt(target),
      drain: () => followers.stop(),
      stop: async () => {
        await followers.stop();
        agent.destroy();
      },
    };
  },
});
