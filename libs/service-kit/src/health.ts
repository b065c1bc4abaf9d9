import { services } from '@motcua/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceOfRequest } from './incoming.ts';
import { mergedExpositions } from './merged-expositions.ts';
import type { ProcessMetrics } from './metrics.ts';
import { Problem, problemBody } from './problem.ts';
import type { ReadinessCheck } from './service.ts';
import type { Opened } from './start-services.ts';

type NamedCheck = ReadinessCheck & { readonly service: string };

const checksOf = async ({ name, service }: Opened): Promise<readonly NamedCheck[]> => {
  try {
    return (await service.readiness()).map((check) => ({ service: name, ...check }));
  } catch {
    return [{ service: name, name: 'readiness', ready: false, detail: 'the check itself failed' }];
  }
};

const answerReadiness = async (
  services: readonly Opened[],
  stopping: AbortSignal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> => {
  const checks = (await Promise.all(services.map(checksOf))).flat();
  if (!stopping.aborted && checks.every((check) => check.ready)) return { status: 'ready', checks };
  const body = problemBody(new Problem('not-ready', 503, { checks }), traceOfRequest(request).traceId);
  reply.code(503).header('retry-after', '1').header('content-type', 'application/problem+json; charset=utf-8');
  return reply.send(JSON.stringify(body));
};

/** `/api/<service>/v1/livez|readyz|metrics`, and the same without prefix for all together. Metrics are for the operator's network: a proxy keeps them there. */
export const addHealthRoutes = (
  fastify: FastifyInstance,
  opened: readonly Opened[],
  metrics: ProcessMetrics,
  stopping: AbortSignal,
): void => {
  const add = (prefix: string, ones: readonly Opened[], service?: string): void => {
    fastify.get(`${prefix}/livez`, () => ({ status: 'alive' }));
    fastify.get(`${prefix}/readyz`, (request, reply) => answerReadiness(ones, stopping, request, reply));
    fastify.get(`${prefix}/metrics`, async (_request, reply) => {
      reply.header('content-type', metrics.contentType);
      const elsewhere = await Promise.all(ones.map((one) => one.service.metrics?.() ?? ''));
      return mergedExpositions([await metrics.render(service), ...elsewhere]);
    });
  };
  for (const one of opened) if (services.some((name) => name === one.name)) add(`/api/${one.name}/v1`, [one], one.name);
  add('', opened);
};
