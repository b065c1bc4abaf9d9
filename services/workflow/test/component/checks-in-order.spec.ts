import { randomUUID } from 'node:crypto';
import { testBearer } from '@motcua/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acts, officers, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const problem = (body: { type: string }) => body.type.replace('urn:motcua:problem:', '');

describe('a command is checked in the order of the contract', () => {
  test('401 before everything', async () => {
    const { status } = await world.call('POST', `/dossiers/${randomUUID()}/forward`, { body: { nonsense: 1 }, key: null });
    expect(status).toBe(401);
  });

  test('400 for a bad body before role, dossier and headers', async () => {
    const reply = await world.call('POST', `/dossiers/${randomUUID()}/forward`, {
      as: officers.publisher,
      body: { nonsense: 1 },
      key: null,
    });
    expect(reply.status).toBe(400);
    expect(reply.body.errors.map(({ pointer }) => pointer)).toContain('/unit');
  });

  test('400 for an unknown unit, officer, step and document, with a pointer', async () => {
    const { path, dossier } = await world.dossierAfter(acts.accept, acts.forward);
    for (const [name, body, pointer] of [
      ['forward', { unit: 'khong-co' }, '/unit'],
      ['assign', { officer: 'ai-do' }, '/officer'],
      ['assign', { officer: 'tiep-nhan-khac' }, '/officer'],
      ['complete-step', { step: 'khong-co' }, '/step'],
      ['request-supplement', { documents: ['anh', 'giay-la'], reason: 'x' }, '/documents/1'],
      ['issue-result', { outcome: 'granted', documents: [randomUUID()], signedBy: 'lanh-dao', number: '1' }, '/documents/0'],
      ['issue-result', { outcome: 'granted', documents: [], paperOnly: true, signedBy: 'ai-do', number: '1' }, '/signedBy'],
      ['issue-result', { outcome: 'declined', documents: [], signedBy: 'lanh-dao', number: '1' }, '/reason'],
      ['refuse', { reason: 'wrongAgency', note: 'x', rightAgency: 'H53.77' }, '/rightAgency'],
    ] as const) {
      // Whoever asks: what is not known is said before who may.
      const reply = await world.call('POST', `${path}/${name}`, { as: officers.publisher, ifMatch: dossier.revision, body });
      expect([name, reply.status, reply.body.errors?.[0]?.pointer]).toStrictEqual([name, 400, pointer]);
    }
  });

  test('403 for the role before 404', async () => {
    const nowhere = `/dossiers/${randomUUID()}/accept`;
    expect((await world.call('POST', nowhere, { as: officers.caseOfficer, body: {}, key: null })).status).toBe(403);
    expect((await world.call('POST', nowhere, { as: officers.counter, body: {}, key: null })).status).toBe(404);
  });

  test('who publishes or operates reads no dossier, no queue and no receipt', async () => {
    const { path } = await world.dossierAfter(acts.accept);
    for (const role of ['publisher', 'operator'])
      for (const read of [path, '/dossiers', `${path}/papers/01.pdf`]) {
        const reply = await world.call('GET', read, { as: testBearer({ roles: [role] }) });
        expect([role, read, reply.status]).toStrictEqual([role, read, 403]);
      }
  });

  test('403 for the agency before 428, 428 before 412, 412 before 409', async () => {
    const { path, dossier } = await world.dossierAfter();
    const other = await world.call('POST', `${path}/accept`, { as: officers.stranger, body: {}, key: null });
    expect([other.status, problem(other.body)]).toStrictEqual([403, 'other-agency']);
    const as = officers.counter;
    expect((await world.call('POST', `${path}/accept`, { as, body: {}, key: null, ifMatch: dossier.revision })).status).toBe(428);
    expect((await world.call('POST', `${path}/accept`, { as, body: {} })).status).toBe(428);
    expect((await world.call('POST', `${path}/accept`, { as, body: {}, ifMatch: '*' })).status).toBe(400);
    expect((await world.call('POST', `${path}/forward`, { as, body: { unit: 'tu-phap-ho-tich' }, ifMatch: 99 })).status).toBe(412);
    const no = await world.call('POST', `${path}/forward`, { as, body: { unit: 'tu-phap-ho-tich' }, ifMatch: dossier.revision });
    expect([no.status, no.body.state, no.body.allowed]).toStrictEqual([409, 'submitted', ['accept', 'refuse', 'request-supplement']]);
  });

  test('who may not is not told what the dossier lacks: 403 before 400, 412 and 409 too', async () => {
    const { path, filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second);
    const photo = { ...acts.issue[2], documents: [filed.documentId] };
    const issue = (as: string, ifMatch: number) => world.call('POST', `${path}/issue-result`, { as, body: photo, ifMatch });
    expect((await issue(officers.counter, dossier.revision)).status).toBe(403);
    expect((await issue(officers.head, 99)).status).toBe(412);
    expect((await issue(officers.head, dossier.revision)).status).toBe(400);

    const { revision } = (
      await world.call('POST', `${path}/issue-result`, { as: officers.head, body: acts.issue[2], ifMatch: dossier.revision })
    ).body;
    const bare = { ...acts.hand[2], originals: [] };
    const hand = (as: string, ifMatch: number) => world.call('POST', `${path}/return-result`, { as, body: bare, ifMatch });
    const stranger = await hand(officers.stranger, revision);
    expect([stranger.status, problem(stranger.body)]).toStrictEqual([403, 'other-agency']);
    expect((await hand(officers.counter, 99)).status).toBe(412);
    expect((await hand(officers.counter, revision)).status).toBe(400);
  });

  test('a command that is not built is 404', async () => {
    const { path, dossier } = await world.dossierAfter(acts.accept);
    for (const name of ['suspend', 'transfer', 'extend', 'fly'])
      expect((await world.call('POST', `${path}/${name}`, { as: officers.head, body: {}, ifMatch: dossier.revision })).status).toBe(404);
  });

  test('only the signer himself signs', async () => {
    const { path, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second);
    const body = { ...acts.issue[2], signedBy: 'chuyen-vien' };
    expect((await world.call('POST', `${path}/issue-result`, { as: officers.head, body, ifMatch: dossier.revision })).status).toBe(403);
  });
});

describe('a key seen before', () => {
  test('answers what it answered, as of then, whatever came after and whatever If-Match says', async () => {
    const { path, dossier } = await world.dossierAfter();
    const as = officers.counter;
    const key = randomUUID();
    const first = await world.call('POST', `${path}/accept`, { as, body: {}, key, ifMatch: dossier.revision });
    await world.call('POST', `${path}/forward`, { as, body: acts.forward[2], ifMatch: first.body.revision });
    const again = await world.call('POST', `${path}/accept`, { as, body: {}, key, ifMatch: dossier.revision });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.body).toStrictEqual(first.body);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  test('with another body is 422, for another caller another key', async () => {
    const { path, dossier } = await world.dossierAfter(acts.accept);
    const as = officers.counter;
    const key = randomUUID();
    await world.call('POST', `${path}/forward`, { as, body: { unit: 'tu-phap-ho-tich' }, key, ifMatch: dossier.revision });
    const other = await world.call('POST', `${path}/forward`, { as, body: { unit: 'kinh-te' }, key, ifMatch: dossier.revision });
    expect(other.status).toBe(422);
    const step = { as: officers.caseOfficer, body: { step: 'kiem-tra' }, key, ifMatch: dossier.revision + 1 };
    expect((await world.call('POST', `${path}/complete-step`, step)).status).toBe(200);
  });

  test('fifty times at once is one acceptance; one of the answers is not a replay', async () => {
    const { path, dossier } = await world.dossierAfter();
    const key = randomUUID();
    const ask = { as: officers.counter, body: {}, key, ifMatch: dossier.revision };
    const replies = await Promise.all(Array.from({ length: 50 }, () => world.call('POST', `${path}/accept`, ask)));
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.code} ${body.revision}`)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });
});

test('fifty officers race for one dossier: one wins, the others are told so', async () => {
  const { path, dossier } = await world.dossierAfter();
  const ask = { as: officers.counter, body: {}, ifMatch: dossier.revision };
  const replies = await Promise.all(Array.from({ length: 50 }, () => world.call('POST', `${path}/accept`, ask)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 412 || status === 409)).toHaveLength(49);
});
