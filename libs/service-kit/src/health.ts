import { services } from '@motcua/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceOfRequest } from './incoming.ts';
import { mergedExpositions } from './merged-expositions.ts';
import type { ProcessMetrics } from './metrics.ts';
import type { Networks } from './peer-address.ts';
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

/** A proxy that is not trusted hides who asks: what it forwards is not the operator's, however near the proxy is. */
export const isHidden = ({ ips = [], headers }: FastifyRequest): boolean =>
  headers.forwarded !== undefined || (headers['x-forwarded-for'] !== undefined && ips.length < 2);

const isOperator = ({ operators }: HealthSettings, request: FastifyRequest): boolean => operators(request.ip) && !isHidden(request);

const answerReadiness = async (
  services: readonly Opened[],
  settings: HealthSettings,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> => {
  const checks = (await Promise.all(services.map(checksOf))).flat();
  const details = isOperator(settings, request) ? { checks } : {};
  if (!settings.stopping.aborted && checks.every((check) => check.ready)) return { status: 'ready', ...details };
  const body = problemBody(new Problem('not-ready', 503, details), traceOfRequest(request).traceId);
  reply.code(503).header('retry-after', '1').header('content-type', 'application/problem+json; charset=utf-8');
  return reply.send(JSON.stringify(body));
};

export interface HealthSettings {
  readonly stopping: AbortSignal;
  /** Who may read metrics, and which checks readiness has. */
  readonly operators: Networks;
}

/** `/api/<service>/v1/livez|readyz|metrics`, and the same without prefix for all together. Others than operators learn that it is ready or not, nothing more. */
export const addHealthRoutes = (
  fastify: FastifyInstance,
  opened: readonly Opened[],
  metrics: ProcessMetrics,
  settings: HealthSettings,
): void => {
  const add = (prefix: string, ones: readonly Opened[], service?: string): void => {
    fastify.get(`${prefix}/livez`, () => ({ status: 'alive' }));
    fastify.get(`${prefix}/readyz`, (request, reply) => answerReadiness(ones, settings, request, reply));
    fastify.get(`${prefix}/metrics`, async (request, reply) => {
      if (!isOperator(settings, request)) {
        const body = problemBody(new Problem('forbidden'), traceOfRequest(request).traceId);
        return reply.code(403).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(body));
      }
      reply.header('content-type', metrics.contentType);
      const elsewhere = await Promise.all(ones.map((one) => one.service.metrics?.() ?? ''));
      return mergedExpositions([await metrics.render(service), ...elsewhere]);
    });
  };
  for (const one of opened) if (services.some((name) => name === one.name)) add(`/api/${one.name}/v1`, [one], one.name);
  add('', opened);
};
