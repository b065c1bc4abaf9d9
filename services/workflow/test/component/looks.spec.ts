import { randomUUID } from 'node:crypto';
import { memoryEventStore, StoreUnavailable } from '@motcua/es';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acts, officers, openWorld, type World } from './world.ts';

/** A store that takes everything but looks while it is told not to. */
const store = memoryEventStore();
let away = false;
let world: World;
beforeAll(async () => {
  const append: typeof store.append = (stream, events, expected) =>
    away && stream.startsWith('access-') ? Promise.reject(new StoreUnavailable('away')) : store.append(stream, events, expected);
  world = await openWorld({ adapters: { store: { ...store, append } } });
});
afterAll(() => world.close());

test('a look that cannot be recorded is refused: 503, and nothing of the person', async () => {
  const { path, filed } = await world.dossierAfter(acts.accept);
  const as = officers.head;
  away = true;
  try {
    for (const look of [path, `${path}/papers/01.pdf`]) {
      const reply = await world.call('GET', look, { as });
      expect([look, reply.status, reply.headers.get('retry-after') !== null]).toStrictEqual([look, 503, true]);
      expect(reply.bytes.toString()).not.toContain('Nghiệm');
    }
  } finally {
    away = false;
  }
  expect((await world.call('GET', path, { as })).status).toBe(200);
  const looks = await store.readAll({ after: 0, limit: 1_000, streams: ['access-'] });
  expect(
    looks.filter(({ stream, data }) => stream.endsWith(filed.id) && (data as { officer: string }).officer === 'lanh-dao'),
  ).toHaveLength(1);
});

test('a command whose look cannot be recorded is 503; the same key then answers what it did', async () => {
  const { path, dossier } = await world.dossierAfter(acts.accept, acts.forward);
  const [as, name, body] = acts.assign;
  const ask = { as, body, ifMatch: dossier.revision, key: randomUUID() };
  away = true;
  const refused = await world.call('POST', `${path}/${name}`, ask);
  away = false;
  const again = await world.call('POST', `${path}/${name}`, ask);
  expect([refused.status, again.status, again.body.officer.id]).toStrictEqual([503, 200, 'chuyen-vien']);
});
