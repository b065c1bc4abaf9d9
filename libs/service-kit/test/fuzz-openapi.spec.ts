import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBearer, testService } from '../src/index.ts';
import { fuzzOpenApi } from '../src/testing/index.ts';
import { toy } from './toy.ts';

let service: Awaited<ReturnType<typeof testService>>;
let openApi: { paths: Record<string, unknown> };
beforeAll(async () => {
  service = await testService(toy);
  openApi = (await (await fetch(`${service.url}/api/tracking/v1/openapi.json`)).json()) as typeof openApi;
});
afterAll(() => service.stop());

const only = (...paths: string[]) => ({
  ...openApi,
  paths: Object.fromEntries(Object.entries(openApi.paths).filter(([path]) => paths.includes(path))),
});

test('routes that keep their promises survive, and the attack gets past the first check', async () => {
  const sound = only('/api/tracking/v1/things', '/api/tracking/v1/echo/{id}', '/api/tracking/v1/commands/{id}', '/api/tracking/v1/secret');
  const seen = await fuzzOpenApi(service.url, sound, { authorizations: [testBearer({ roles: ['signer'] })], runs: 150 });
  expect(seen.get('POST /api/tracking/v1/things')?.get(201)).toBeGreaterThan(0);
  expect(seen.get('POST /api/tracking/v1/things')?.get(400)).toBeGreaterThan(0);
  expect(seen.get('GET /api/tracking/v1/echo/{id}')?.get(200)).toBeGreaterThan(0);
});

test('a route with a bug is found', async () => {
  await expect(fuzzOpenApi(service.url, only('/api/tracking/v1/boom'))).rejects.toThrow(/GET \/api\/tracking\/v1\/boom: 500/);
});
