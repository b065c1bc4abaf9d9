import type { FastifyInstance } from 'fastify';
import { docsPage } from './docs-page.ts';
import type { ServedRoute } from './module-walk.ts';
import { openApiOf } from './openapi.ts';

interface Described {
  readonly name: string;
  readonly routes: readonly ServedRoute[];
}

/** `/api/<service>/v1/openapi.json` of each, and `/docs` of all. Rendered when first asked for: a start has no time for it. */
export const addOpenApiRoutes = (fastify: FastifyInstance, described: readonly Described[], publicUrl: string): void => {
  const withApi = described.filter(({ name }) => name !== 'trial-issuer');
  for (const { name, routes } of withApi) {
    let rendered: string | undefined;
    fastify.get(`/api/${name}/v1/openapi.json`, (_request, reply) => {
      rendered ??= JSON.stringify(openApiOf(name, routes, publicUrl));
      reply.header('content-type', 'application/json; charset=utf-8').send(rendered);
    });
  }
  let page: string | undefined;
  fastify.get('/docs', (_request, reply) => {
    page ??= docsPage(withApi);
    reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'")
      .header('content-type', 'text/html; charset=utf-8')
      .send(page);
  });
};
