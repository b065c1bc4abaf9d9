import { testBearer } from '@motcua/service-kit';
import { fuzzOpenApi } from '@motcua/service-kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

test('whatever is sent to whichever route, nothing answers 5xx', async () => {
  const { tell, status, life, token } = await world.newDossier();
  await status(await tell(life.dossier.opened, life.dossier.accepted, life.dossier.issued, life.dossier.returned));
  const { body } = await world.call('GET', '/openapi.json');
  const authorizations = [`Tracking ${token}`, `Tracking ${'x'.repeat(43)}`, testBearer({ roles: ['neighbour', 'operator'] })];
  const seen = await fuzzOpenApi(world.running.url, body, { authorizations, runs: 250, allow503: true });
  const answered = (route: string, code: number) => seen.get(route.replace(' ', ' /api/tracking/v1'))?.get(code) ?? 0;
  for (const route of ['GET /status', 'GET /status/stream', 'GET /asyncapi.json'])
    expect(answered(route, 200) + answered(route, 404), route).toBeGreaterThan(0);
  for (const route of ['POST /status', 'POST /ratings', 'GET /feed']) expect(answered(route, 400), route).toBeGreaterThan(0);
}, 60_000);
