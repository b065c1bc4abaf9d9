import { type ServiceName, services } from '@motcua/contracts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { docsIndex, docsPage } from './docs-page.ts';
import type { ServedRoute } from './module-walk.ts';
import { openApiOf } from './openapi.ts';
import type { Opened } from './start-services.ts';

interface Described extends Opened {
  readonly routes: readonly ServedRoute[];
}

const sendPage = (reply: FastifyReply, page: string): void => {
  reply
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'")
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(page);
};

/** `/api/<service>/v1/openapi.json` and `/docs/<service>` of each, and `/docs` with the way to all. Rendered when first asked for: a start has no time for it. */
export const addOpenApiRoutes = (fastify: FastifyInstance, described: readonly Described[], publicUrl: string): void => {
  const known: ServiceName[] = [];
  for (const { name, service, routes } of described) {
    known.push(...(service.behind ?? []));
    if (!services.some((one) => one === name)) continue;
    known.push(name as ServiceName);
    let rendered: string | undefined;
    fastify.get(`/api/${name}/v1/openapi.json`, (_request, reply) => {
      rendered ??= JSON.stringify(openApiOf(name, routes, publicUrl));
      reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-cache').send(rendered);
    });
    let page: string | undefined;
    fastify.get(`/docs/${name}`, (_request, reply) => {
      page ??= docsPage(name, routes);
      sendPage(reply, page);
    });
  }
  const index = docsIndex(services.filter((name) => known.includes(name)));
  fastify.get('/docs', (_request, reply) => sendPage(reply, index));
};
