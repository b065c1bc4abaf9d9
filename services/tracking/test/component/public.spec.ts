import { testBearer } from '@motcua/service-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.stop());

interface PublicEvent {
  readonly id: string;
  readonly type: string;
  readonly sequence: string;
  readonly specversion: string;
  readonly data: { readonly dossier: { readonly id: string; readonly code?: string }; readonly stage: string; readonly score?: number };
}
const nameOf = ({ type }: PublicEvent) => type.replace('vn.motcua.public.', '').replace('.v1', '');

const readFeed = async (limit = 3, bearer?: string): Promise<PublicEvent[]> => {
  const events: PublicEvent[] = [];
  for (let path = `/feed?limit=${limit}`; ; ) {
    const { body, headers } = await world.call('GET', path, bearer === undefined ? {} : { bearer });
    expect(headers.get('content-type')).toContain('application/cloudevents-batch+json');
    const page = body as unknown as PublicEvent[];
    if (page.length === 0) return events;
    events.push(...page);
    path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? '';
  }
};
const whole = [
  'dossier-opened',
  'dossier-accepted',
  'dossier-stage-changed',
  'dossier-stage-changed',
  'dossier-stage-changed',
  'dossier-due-date-changed',
  'dossier-breached',
  'dossier-result-issued',
  'dossier-returned',
  'dossier-rated',
];

test('neighbours hear the same life, in order, once, with nothing about a person; the rating after the return', async () => {
  const { tell, status, life, token, code, dossierId } = await world.newDossier();
  const { opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned } = life.dossier;
  await status(await tell(opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned));
  await world.call('POST', '/ratings', { token, body: { score: 4, comment: 'Nhanh' } });
  const events = await vi.waitFor(async () => {
    const read = await readFeed();
    expect(read.map(nameOf)).toEqual(whole);
    return read;
  });
  expect(events.map(({ sequence }) => sequence)).toEqual(whole.map((_, index) => String(index)));
  expect(new Set(events.map(({ id }) => id)).size).toBe(whole.length);
  expect(events.every(({ specversion, data }) => specversion === '1.0' && data.dossier.id === dossierId)).toBe(true);
  expect(JSON.stringify(events)).not.toMatch(/sealed|sourceRevision|An\b|Nhanh/);
  expect(JSON.stringify(events)).not.toContain(code);
  expect(events.at(-1)?.data.score).toBe(4);
  const neighbour = testBearer({ id: 'H54', agency: 'H54', roles: ['neighbour'] });
  expect((await readFeed(100, neighbour)).filter(({ data }) => data.dossier.code === code)).toHaveLength(whole.length - 1);
  expect(world.network.publicMessages.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
});

test('a cursor of ours only', async () => {
  expect((await world.call('GET', '/feed?after=abc')).status).toBe(400);
  const foreign = Buffer.from(`${'0'.repeat(8)}-0000-8000-8000-${'0'.repeat(12)} 5`).toString('base64url');
  expect((await world.call('GET', `/feed?after=${foreign}`)).status).toBe(410);
  expect((await world.call('GET', '/feed?limit=0')).status).toBe(400);
});

test('one rating per returned dossier, by the holder of its receipt', async () => {
  const { tell, status, life, token } = await world.newDossier();
  const { opened, accepted, issued, returned } = life.dossier;
  await status(await tell(opened, accepted));
  const rate = (body: object, key?: string | null) =>
    world.call('POST', '/ratings', { token, body, ...(key === undefined ? {} : { key }) });
  expect((await rate({ score: 5 })).body).toMatchObject({ status: 409, code: 'not-returned', state: 'accepted' });
  await status(await tell(issued, returned));
  expect((await rate({ score: 5 }, null)).status).toBe(428);
  expect((await rate({ score: 6 })).status).toBe(400);
  const first = await rate({ score: 5, comment: 'Nhanh, tử tế' }, 'one-key-of-the-page');
  expect(first.status).toBe(201);
  const again = await rate({ score: 5, comment: 'Nhanh, tử tế' }, 'one-key-of-the-page');
  expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body]);
  expect((await rate({ score: 1 }, 'one-key-of-the-page')).status).toBe(422);
  expect((await rate({ score: 1 })).body).toMatchObject({ status: 409, code: 'already-rated' });
  expect((await status(String(first.body.position))).body).toMatchObject({ rated: true });
  expect(JSON.stringify(await world.store.readAll({ after: 0, limit: 100 }))).not.toContain('tử tế');
});

test('fifty equal ratings at once are one', async () => {
  const { tell, status, life, token } = await world.newDossier();
  await status(await tell(life.dossier.opened, life.dossier.accepted, life.dossier.issued, life.dossier.returned));
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => world.call('POST', '/ratings', { token, body: { score: 3 }, key: 'one-key-of-the-page' })),
  );
  expect(new Set(answers.map(({ status: code }) => code))).toEqual(new Set([201]));
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true')).toHaveLength(1);
});
