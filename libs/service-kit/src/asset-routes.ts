import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';
import { respond } from './respond.ts';
import type { OpenService } from './service.ts';

/** `/assets/<name>` once for all services of this process, so that each has its stylesheet wherever it runs. */
export const addAssetRoutes = (
  fastify: FastifyInstance,
  opened: readonly { readonly service: Pick<OpenService, 'asset'> }[],
  stopping: AbortSignal,
): void => {
  const sources = opened.flatMap(({ service }) => (service.asset ? [service.asset] : []));
  if (sources.length === 0) return;
  fastify.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    for (const source of sources) {
      const answer = source(request.params.name);
      if (answer) {
        respond(request, reply, answer, stopping);
        return;
      }
    }
    throw new Problem('not-found');
  });
};
