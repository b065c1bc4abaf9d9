import type { ProcessTelemetry, Served } from '@motcua/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { givenTrace, rememberTrace } from './incoming.ts';

/** Asked every few seconds by machines: their traces say nothing. */
const unwatched = /\/(livez|readyz|metrics)$/;

/** Each request's span, from its first hook until its answer is sent; its handler runs within it. */
export const traceRequests = (app: FastifyInstance, telemetry: ProcessTelemetry): void => {
  const served = new WeakMap<FastifyRequest, Served>();
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route === undefined || unwatched.test(route)) return done();
    const span = telemetry.serve(request.method, route, givenTrace(request));
    served.set(request, span);
    rememberTrace(request, span);
    span.within(done);
  });
  // Reading the body has left the span; the handler comes after it.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = served.get(request);
    if (span) span.within(done);
    else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    served.get(request)?.end(reply.statusCode);
    done();
  });
};
