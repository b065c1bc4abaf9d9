import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProcessTelemetry } from '@motcua/telemetry';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { traceOfRequest } from '../src/incoming.ts';
import { traceRequests } from '../src/traced-requests.ts';

/** Double of the process's telemetry: notes what is served; `within` is where the current work says it belongs. */
const notedTelemetry = () => {
  const within = new AsyncLocalStorage<string>();
  const served: string[] = [];
  const telemetry: Pick<ProcessTelemetry, 'serve'> = {
    serve: (method, route, given) => {
      served.push(`${method} ${route} after ${given}`);
      return {
        traceId: 'a'.repeat(32),
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        within: (work) => within.run(route, work),
        end: (status) => void served.push(`${status}`),
      };
    },
  };
  return { telemetry: telemetry as ProcessTelemetry, within, served };
};
const given = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

test('a handler runs within its request, also after a body was read, and hands on the request’s own place in the trace', async () => {
  const { telemetry, within, served } = notedTelemetry();
  const app = fastify();
  traceRequests(app as never, telemetry);
  app.post('/things/:id', async (request) => ({ within: within.getStore(), ...traceOfRequest(request) }));
  app.get('/livez', async () => ({}));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const send = (traceparent: string) =>
    fetch(`${url}/things/7`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent },
      body: JSON.stringify({ long: 'x'.repeat(100_000) }),
    });
  const answer = await (await send(given)).json();
  expect(answer).toEqual({
    within: '/things/:id',
    traceId: 'a'.repeat(32),
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    given: true,
  });
  await send('nonsense');
  await fetch(`${url}/livez`);
  await app.close();
  expect(served).toEqual([`POST /things/:id after ${given}`, '200', 'POST /things/:id after undefined', '200']);
});
