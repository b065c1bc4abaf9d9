import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client } from '../../src/client.ts';
import { hostileJson, hostileSegment, nearlyRight, type Schema } from '../../src/hostile.ts';
import { System } from '../../src/system.ts';

interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}
interface OpenApi extends Record<string, unknown> {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let system: System;
const services = ['intake', 'workflow', 'notify', 'tracking'] as const;
beforeAll(async () => {
  system = await System.start();
}, 120_000);
afterAll(() => system.dispose(), 30_000);

const refusedProperly = (answer: { status: number; text: string; headers: Headers }, what: string): void => {
  expect(answer.status, `${what}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
  if (answer.status >= 400) expect(answer.headers.get('content-type'), what).toMatch(/application\/problem\+json/);
};

describe.each(services)('%s', (service) => {
  test('no route answers 5xx to anything', async () => {
    const api = client(system.url);
    const token = await api.officer(service === 'workflow' ? 'lanh-dao' : 'tiep-nhan');
    const { body: contract } = await api.call<OpenApi>('GET', `/api/${service}/v1/openapi.json`);
    const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
    expect(operations.length).toBeGreaterThan(3);
    for (const { path, method, operation } of operations) {
      // An endless event stream would only wait for its first event.
      if (path.endsWith('/stream')) continue;
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostileSegment, { minLength: 6, maxLength: 6 }),
          fc.oneof(nearlyRight(schema), hostileJson),
          fc.boolean(),
          hostileSegment,
          async (segments, body, known, query) => {
            const filled = path.replace(/\{[^}]+\}/g, () => segments.pop() ?? 'x');
            const url = method === 'GET' ? `${filled}?q=${query}&limit=${query}` : filled;
            const answer = await api.call(method, url, {
              ...(known ? { token } : {}),
              ...(method === 'POST' ? { body: JSON.stringify(body) ?? 'null', ifMatch: 0 } : {}),
            });
            refusedProperly(answer, `${method} ${url.slice(0, 200)}`);
          },
        ),
        { numRuns: 25, endOnFailure: true },
      );
    }
  }, 120_000);
});

test.each([
  ['not JSON', '{"a":', 'application/json', [400]],
  ['another encoding', '{}', 'application/json; charset=utf-16', [400, 415]],
  ['another type', '<a/>', 'application/xml', [400, 415]],
  ['too long', `"${'a'.repeat(1_100_000)}"`, 'application/json', [413]],
  ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', [400]],
])('%s is refused with a problem', async (_what, body, type, statuses) => {
  const api = client(system.url);
  const answer = await api.call('POST', '/api/intake/v1/submissions', { body, headers: { 'content-type': type } });
  expect(statuses).toContain(answer.status);
  refusedProperly(answer, type);
});
