import { fuzzOpenApi } from '@motcua/service-kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { System } from '../../src/system.ts';

let system: System;
let authorizations: readonly string[];

beforeAll(async () => {
  system = await System.start();
  const api = client(system.url);
  const form = await exampleForm(api);
  const filed = await api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
    body: inventedSubmission({ form }),
  });
  const tokens = await Promise.all(['tiep-nhan', 'chuyen-vien', 'lanh-dao', 'cong-bo', 'van-hanh'].map((name) => api.officer(name)));
  authorizations = [...tokens.map((token) => `Bearer ${token}`), `Tracking ${filed.body.tracking.token}`, 'Bearer x.y.z', 'Basic eDp5'];
});
afterAll(() => system.dispose());

test.each(['intake', 'workflow', 'notify', 'tracking'])(
  'no route of %s answers 5xx to anything, and every refusal is a problem',
  async (service) => {
    const { body } = await client(system.url).call('GET', `/api/${service}/v1/openapi.json`);
    const seen = await fuzzOpenApi(system.url, body, { authorizations, runs: 60 });
    const statuses = new Set([...seen.values()].flatMap((answers) => [...answers.keys()]));
    expect(seen.size).toBeGreaterThan(4);
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401]));
  },
);

test.each([
  ['not JSON', '{"a":', 'application/json', [400]],
  ['another encoding', '{}', 'application/json; charset=utf-16', [400, 415]],
  ['another type', '<a/>', 'application/xml', [400, 415]],
  ['too long', `"${'a'.repeat(1_100_000)}"`, 'application/json', [413]],
  ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', [400]],
  ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/json', [400]],
])('%s is refused with a problem', async (_what, body, type, statuses) => {
  const answer = await client(system.url).call('POST', '/api/intake/v1/submissions', { body, headers: { 'content-type': type } });
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('after all that everything still works', async () => {
  const api = client(system.url);
  expect((await api.call('GET', '/readyz')).status).toBe(200);
  const form = await exampleForm(api);
  const filed = await api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
    body: inventedSubmission({ form }),
  });
  await eventually(
    () => api.call('GET', '/api/tracking/v1/status', { tracking: filed.body.tracking.token }),
    ({ status }) => status === 200,
  );
});
