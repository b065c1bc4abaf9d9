import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acts, declared, officers, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const read = (id: string, headers = {}) => world.call('GET', `/dossiers/${id}`, { as: officers.counter, headers });

test('filed and taken in with one breath, worked, signed and handed out', async () => {
  const { dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.assign, acts.first, acts.second, acts.issue, acts.hand);
  expect(dossier.state).toBe('returned');
  expect(dossier.code).toMatch(/^H53\.12-261124-\d{4,}$/);
  expect(dossier.allowed).toStrictEqual([]);
  expect(dossier.timeline.map(({ event }) => event)).toStrictEqual([
    'DossierOpened',
    'DossierAccepted',
    'DossierForwarded',
    'DossierAssigned',
    'StepCompleted',
    'StepCompleted',
    'ResultSigned',
    'ResultNumbered',
    'ResultIssued',
    'ResultReturned',
  ]);
});

test('its events name everything in both languages, as it is published now', async () => {
  const done = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue);
  const wrong = await world.dossierAfter([officers.counter, 'refuse', { reason: 'wrongAgency', note: 'x', rightAgency: 'H53.99' }]);
  const named = new Map<string, unknown>();
  for (const { filed } of [done, wrong]) for await (const { type, data } of world.store.read(`dossier-${filed.id}`)) named.set(type, data);
  const agency = { name: 'UBND xã Bình Mẫu', nameEn: 'Bình Mẫu Commune' };
  const birth = { name: 'Đăng ký khai sinh', nameEn: 'Birth registration' };
  expect(named.get('DossierOpened.v1')).toMatchObject({ procedure: birth, competentAgency: agency, receivingAgency: agency });
  expect(named.get('DossierAccepted.v1')).toMatchObject({ procedure: birth, holder: { nameEn: 'Public Service Centre' } });
  expect(named.get('DossierForwarded.v1')).toMatchObject({
    unit: { nameEn: 'Justice and Civil Status' },
    step: { nameEn: 'Step kiem-tra' },
  });
  expect(named.get('StepCompleted.v1')).toMatchObject({ step: { nameEn: 'Step ghi-so' }, holder: { nameEn: 'Leadership' } });
  expect(named.get('ResultIssued.v1')).toMatchObject({
    collect: { place: 'Trung tâm, ấp Trung Tâm', placeEn: 'Centre, ấp Trung Tâm', hours: 'thứ Hai', hoursEn: 'Monday' },
  });
  expect(named.get('DossierRefused.v1')).toMatchObject({ rightAgency: { name: 'UBND phường Tân Mẫu', nameEn: 'Tân Mẫu Ward' } });
});

test('an officer sees the person, his commands, the clock and the fee of the form', async () => {
  const { dossier } = await world.dossierAfter(acts.accept);
  expect(dossier).toMatchObject({
    state: 'accepted',
    agency: 'H53.12',
    unit: 'mot-cua',
    units: ['tu-phap-ho-tich', 'kinh-te'],
    step: { key: 'kiem-tra', name: 'Bước kiem-tra', budget: 'PT1H' },
    allowed: ['forward'],
    clock: { dueAt: '2026-11-26T08:00:00.000+07:00', running: true, standing: 'inTime' },
    fee: { kind: 'known', amount: 24_000 },
    applicant: { fullName: 'Trần Thị Thử Nghiệm' },
    position: expect.stringMatching(/^workflow:\d+$/),
  });
});

test('a late registration costs what the province sets: counted from the form to the filing, not to the acceptance', async () => {
  const feeOfBorn = async (birthDate: string) => {
    const filed = await world.file({ receivedAt: '2026-11-23T20:00:00.000+07:00' }, undefined, declared({ birthDate }));
    const { revision } = (await read(filed.id, filed.wait)).body;
    return (await world.call('POST', `/dossiers/${filed.id}/accept`, { as: officers.counter, ifMatch: revision, body: {} })).body.fee;
  };
  expect(await feeOfBorn('2026-09-24')).toStrictEqual({ kind: 'free', amount: 0 });
  // The 60th day is Saturday 21/11: it counts as Monday 23/11.
  expect(await feeOfBorn('2026-09-22')).toStrictEqual({ kind: 'free', amount: 0 });
  expect(await feeOfBorn('2026-09-21')).toStrictEqual({ kind: 'unknown' });
});

test('what depends on a form that is not what intake seals is unknown, never free', async () => {
  const filed = await world.file({}, undefined, { copies: 0 });
  const { revision } = (await read(filed.id, filed.wait)).body;
  const { body } = await world.call('POST', `/dossiers/${filed.id}/accept`, { as: officers.counter, ifMatch: revision, body: {} });
  expect(body.fee).toStrictEqual({ kind: 'unknown' });
});

test('all steps done: no step, the signer may sign', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second);
  expect([dossier.step, dossier.unit]).toStrictEqual([undefined, 'lanh-dao']);
  expect((await world.call('GET', `/dossiers/${filed.id}`, { as: officers.head })).body.allowed).toContain('issue-result');
});

test('a paper asked for stops the clock, its coming starts it again', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.ask);
  expect(dossier).toMatchObject({ state: 'awaitingSupplement', clock: { running: false }, supplement: { reason: 'Ảnh mờ' } });
  const seen = await world.supplement(filed, ['giay-chung-sinh'], 0);
  const { body } = await read(filed.id, seen);
  expect(body).toMatchObject({ state: 'inProgress', clock: { running: true } });
  expect(body.documents).toHaveLength(2);
});

test('a withdrawal ends it before a result, and is declined after', async () => {
  const early = await world.dossierAfter(acts.accept);
  expect((await read(early.filed.id, await world.requestWithdrawal(early.filed, 0))).body.state).toBe('withdrawn');
  const late = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue);
  const { body } = await read(late.filed.id, await world.requestWithdrawal(late.filed, 0));
  expect([body.state, body.timeline.at(-1)?.event]).toStrictEqual(['resolved', 'WithdrawalDeclined']);
});

test('a mismatch of originals is 409 and hands nothing out', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue);
  const body = { ...acts.hand[2], originals: [{ document: 'giay-chung-sinh', outcome: 'mismatch' }] };
  const reply = await world.call('POST', `/dossiers/${filed.id}/return-result`, { as: officers.counter, body, ifMatch: dossier.revision });
  expect([reply.status, reply.body.type]).toStrictEqual([409, 'urn:motcua:problem:originals-mismatch']);
  expect((await read(filed.id)).body.state).toBe('resolved');
});

test('what the citizen sent is no result: an electronic one needs a signed file, the paper is said to be all there is', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second);
  const issue = (over: object) =>
    world.call('POST', `/dossiers/${filed.id}/issue-result`, {
      as: officers.head,
      ifMatch: dossier.revision,
      body: { ...acts.issue[2], ...over },
    });
  const photo = { documents: [filed.documentId] };
  for (const [over, pointer, code] of [
    [{ ...photo, paperOnly: false }, '/documents/0', 'not-a-result'],
    [{ ...photo, paperOnly: true }, '/documents/0', 'not-a-result'],
    [{ ...photo, outcome: 'declined', reason: 'x' }, '/documents/0', 'not-a-result'],
    [{ paperOnly: false }, '/documents', 'required'],
  ] as const) {
    const { status, body } = await issue(over);
    expect([status, body.errors]).toMatchObject([400, [{ pointer, code }]]);
  }
  expect((await issue({})).status).toBe(200);
  const issued = (await world.store.readAll({ after: 0, limit: 10_000, streams: [`dossier-${filed.id}`] })).find(
    ({ type }) => type === 'ResultIssued.v1',
  );
  expect(issued?.data).toMatchObject({ paperOnly: true });
});

test('at the counter every paper owed in the original is compared, or said not to be there', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue);
  const hand = (over: object) =>
    world.call('POST', `/dossiers/${filed.id}/return-result`, {
      as: officers.counter,
      ifMatch: dossier.revision,
      body: { ...acts.hand[2], ...over },
    });
  const [birth, identity] = acts.hand[2].originals;
  for (const [originals, named] of [
    [[], ['giay-chung-sinh', 'can-cuoc']],
    [[birth], ['can-cuoc']],
  ] as const) {
    const { status, body } = await hand({ originals });
    expect(status).toBe(400);
    expect(body.errors).toStrictEqual(
      named.map((code) => ({ pointer: '/originals', code: 'required', message: expect.stringContaining(code) })),
    );
  }
  expect((await hand({ originals: [birth, { ...identity, outcome: 'mismatch' }] })).status).toBe(409);
  expect((await hand({ originals: [birth, identity] })).status).toBe(200);
});

test('for a declined result no original is compared', async () => {
  const declined = [officers.head, 'issue-result', { ...acts.issue[2], outcome: 'declined', reason: 'x', paperOnly: false }] as const;
  const { dossier, path } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, declined);
  expect(dossier).toMatchObject({ result: { bring: [] } });
  const body = { ...acts.hand[2], originals: [] };
  expect((await world.call('POST', `${path}/return-result`, { as: officers.counter, ifMatch: dossier.revision, body })).status).toBe(200);
});

test('without a signed file nothing is handed out electronically', async () => {
  const { dossier, path } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue);
  const body = { ...acts.hand[2], channel: 'electronic', originals: [] };
  const reply = await world.call('POST', `${path}/return-result`, { as: officers.counter, body, ifMatch: dossier.revision });
  expect([reply.status, reply.body.type, reply.body.state]).toStrictEqual([409, 'urn:motcua:problem:signed-file-missing', 'resolved']);
});

test('by post nothing can be compared', async () => {
  const { filed, dossier } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second, acts.issue);
  const body = { channel: 'post', receivedBy: { name: 'Bưu điện', capacity: 'post' }, originals: [] };
  const reply = await world.call('POST', `/dossiers/${filed.id}/return-result`, { as: officers.counter, body, ifMatch: dossier.revision });
  expect([reply.status, reply.body.state]).toStrictEqual([200, 'returned']);
});

test('codes of a day are unique, whatever the rush', async () => {
  const filed = await Promise.all(Array.from({ length: 40 }, () => world.file()));
  const codes = await Promise.all(
    filed.map(async ({ id, wait }) => {
      const { body } = await read(id, wait);
      return (await world.call('POST', `/dossiers/${id}/accept`, { as: officers.counter, ifMatch: body.revision, body: {} })).body.code;
    }),
  );
  expect(new Set(codes).size).toBe(40);
});

test('the receipt is a PDF with its own file name, from acceptance on', async () => {
  const { filed } = await world.dossierAfter(acts.accept);
  const paper = (id: string, form: string) => world.call('GET', `/dossiers/${id}/papers/${form}.pdf`, { as: officers.counter });
  const receipt = await paper(filed.id, '01');
  expect([receipt.status, receipt.headers.get('content-type'), receipt.bytes.subarray(0, 5).toString()]).toStrictEqual([
    200,
    'application/pdf',
    '%PDF-',
  ]);
  expect((await paper(filed.id, '02')).status).toBe(404);
  expect((await paper((await world.dossierAfter()).filed.id, '01')).status).toBe(404);
});

test('who looked is recorded before he is answered, once a day, officer and dossier', async () => {
  const { filed } = await world.dossierAfter(acts.accept, acts.forward);
  await read(filed.id);
  await world.call('GET', `/dossiers/${filed.id}`, { as: officers.head });
  const looks = (await world.store.readAll({ after: 0, limit: 1_000, streams: ['access-'] })).filter(({ stream }) =>
    stream.endsWith(filed.id),
  );
  expect(looks.map(({ data }) => (data as { officer: string }).officer).sort()).toStrictEqual(['lanh-dao', 'tiep-nhan']);
});

test('an erased person is gone; the dossier stays', async () => {
  const filed = await world.file();
  world.dataKeys.delete(filed.id);
  const { body } = await read(filed.id, filed.wait);
  expect([body.applicant, body.erased, body.state]).toStrictEqual([undefined, true, 'submitted']);
  expect((await world.call('POST', `/dossiers/${filed.id}/accept`, { as: officers.counter, ifMatch: 0, body: {} })).status).toBe(410);
});

test('no reading over the fence: another agency 403, an auditor everywhere, unknown 404', async () => {
  const { filed } = await world.dossierAfter();
  const as = (bearer: string) => world.call('GET', `/dossiers/${filed.id}`, { as: bearer });
  expect((await as(officers.stranger)).status).toBe(403);
  expect((await as(officers.operator)).status).toBe(200);
  expect((await read(randomUUID())).status).toBe(404);
});
