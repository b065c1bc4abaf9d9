import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { acts, officers, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const list = (query: string, as: string = officers.counter, headers = {}) => world.call('GET', `/dossiers${query}`, { as, headers });
const ids = async (query: string, as?: string, headers?: object) => (await list(query, as, headers)).body.items.map(({ id }) => id);
const seen = (position: string) => ({ 'motcua-position': position, prefer: 'wait=5' });

test('found by code exactly, by name from its beginning, in the caller’s agency only', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept);
  const other = await world.file({}, 'Đặng Thị Thí Dụ');
  await list('', officers.counter, other.wait);
  expect(await ids(`?q=${dossier.code}`, officers.counter, seen(dossier.position))).toStrictEqual([filed.id]);
  expect(await ids(`?q=${filed.requestCode}`)).toStrictEqual([filed.id]);
  expect(await ids(`?q=${encodeURIComponent('Đặng Thị')}`)).toStrictEqual([other.id]);
  expect(await ids('?q=dang%20thi%20thi')).toStrictEqual([other.id]);
  expect(await ids(`?q=${filed.requestCode}`, officers.stranger)).toStrictEqual([]);
  expect(await ids(`?state=submitted&q=${filed.requestCode}`)).toStrictEqual([]);
});

test('a masked name, no personal data; as of when, in local time', async () => {
  const filed = await world.file();
  const reply = await list(`?q=${filed.requestCode}`, officers.counter, filed.wait);
  expect(reply.body.items[0]?.applicant).toBe('T. T. T. Nghiệm');
  expect(reply.bytes.toString()).not.toContain('Thử');
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(reply.headers.get('motcua-as-of')).toMatch(/^\d{4}-.*\+07:00$/);
});

test('mine, by state, by unit, and open ones without a state', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.assign);
  const gone = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue, acts.hand);
  await list('', officers.counter, seen(gone.dossier.position));
  expect(await ids('?assignee=me', officers.caseOfficer, seen(dossier.position))).toStrictEqual([filed.id]);
  expect(await ids('?state=inProgress&unit=tu-phap-ho-tich')).toContain(filed.id);
  expect(await ids('?state=inProgress&unit=kinh-te')).not.toContain(filed.id);
  expect(await ids('?limit=100')).toContain(filed.id);
  expect(await ids('?limit=100')).not.toContain(gone.filed.id);
  expect(await ids('?state=returned&limit=100')).toContain(gone.filed.id);
});

test('pages by cursor without a gap or a double; a made-up cursor is 400', async () => {
  const filed = await Promise.all(Array.from({ length: 5 }, () => world.file()));
  for (const { wait } of filed) await list('', officers.counter, wait);
  const whole = await ids('?limit=100');
  const walked: string[] = [];
  let next: string | undefined = '?limit=2';
  while (next !== undefined) {
    const reply = await list(next);
    walked.push(...reply.body.items.map(({ id }) => id));
    next = /<[^?]+(\?[^>]+)>/.exec(reply.headers.get('link') ?? '')?.[1];
  }
  expect(walked).toStrictEqual(whole);
  expect((await list('?cursor=nonsense')).status).toBe(400);
  for (const bad of ['?limit=0', '?limit=101', '?state=lost', '?surprise=1', '?due=never']) expect((await list(bad)).status).toBe(400);
});

test('overdue and breached once the time has passed, though nobody was there', async () => {
  const { filed } = await world.dossierAfter(acts.accept, acts.forward);
  expect(await ids('?due=overdue&limit=100')).not.toContain(filed.id);
  world.clock.now = Date.parse('2026-11-26T08:00:01+07:00');
  await vi.waitFor(async () => {
    const { body } = await world.call('GET', `/dossiers/${filed.id}`, { as: officers.counter });
    expect(body.timeline.filter(({ event }) => event === 'DeadlineBreached')).toHaveLength(1);
    expect(body.clock.standing).toBe('overdue');
  });
  expect(await ids('?due=overdue&limit=100')).toContain(filed.id);
});
