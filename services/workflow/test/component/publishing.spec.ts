import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { calendar, procedure } from '../published.ts';
import { officers, openWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());
const as = officers.publisher;

test('ready only with procedures, calendar, directory and a queue that has caught up', async () => {
  world = await openWorld({ publish: false });
  expect((await world.call('GET', '/readyz')).status).toBe(503);
  await world.publishAll();
  await expect.poll(async () => (await world.call('GET', '/readyz')).status).toBe(200);
});

test('what is the newest version already is answered, another content is a new version', async () => {
  world = await openWorld({ publish: false });
  expect((await world.publishAll()).map(({ status }) => status)).toStrictEqual([201, 201, 201]);
  expect((await world.publishAll()).map(({ status }) => status)).toStrictEqual([200, 200, 200]);
  const key = randomUUID();
  const publish = (words: string[], with_: string) =>
    world.call('POST', '/procedures/1.001193/versions', { as, key: with_, body: procedure({ words }) });
  const changed = await publish(['khai sinh', 'đẻ con'], key);
  expect([changed.status, changed.body.version]).toStrictEqual([201, 2]);
  const again = await publish(['khai sinh', 'đẻ con'], key);
  expect([again.status, again.body.version, again.headers.get('idempotency-replayed')]).toStrictEqual([201, 2, 'true']);
  expect((await publish(['khác'], key)).status).toBe(422);
});

test('only a publisher publishes, and only what holds together', async () => {
  world = await openWorld();
  const post = (path: string, body: unknown, who: string = as) => world.call('POST', path, { as: who, body });
  expect((await post('/procedures/1.001193/versions', procedure(), officers.counter)).status).toBe(403);
  expect((await post('/procedures/1.001612/versions', procedure())).body.errors[0]?.pointer).toBe('/code');
  expect((await post('/calendars/2025/versions', calendar)).body.errors[0]?.pointer).toBe('/year');
  const broken = procedure({
    form: { schema: { type: 'object', properties: { a: { pattern: '(' } } }, fields: [], rules: [], example: {} },
  });
  expect((await post('/procedures/1.001193/versions', broken)).body.errors[0]?.pointer).toBe('/form/schema/properties/a/pattern');
});

test('a submission that comes before its procedure waits for it', async () => {
  world = await openWorld({ publish: false });
  const filed = await world.file();
  const read = (headers = {}) => world.call('GET', `/dossiers/${filed.id}`, { as: officers.counter, headers });
  expect((await read()).status).toBe(404);
  await world.publishAll();
  expect((await read(filed.wait)).body.state).toBe('submitted');
});
