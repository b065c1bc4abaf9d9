import { readFileSync } from 'node:fs';
import { testBearer } from '@motcua/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const directory = {
    version: 1,
    at: '2026-11-23T08:00:00+07:00',
    by: 'cong-bo',
    definition: {
      province: 'H53',
      agencies: [
        {
          code: 'H53.12',
          name: { vi: 'UBND xã Bình Mẫu', en: "Bình Mẫu Commune People's Committee" },
          kind: 'commune',
          validFrom: '2025-07-01',
          units: [
            { key: 'tu-phap-ho-tich', name: { vi: 'Tư pháp – Hộ tịch', en: 'Civil status desk' }, roleInDossier: { vi: '', en: '' } },
          ],
        },
      ],
      officers: [
        {
          id: 'chuyen-vien',
          name: 'Phạm Văn Minh Họa',
          title: { vi: 'Công chức hộ tịch', en: 'Civil status officer' },
          agency: 'H53.12',
          units: ['tu-phap-ho-tich'],
          validFrom: '2025-07-01',
        },
      ],
    },
  };
  await world.append('workflow', 'directory-H53', { type: 'DirectoryPublished.v1', data: directory });
});
afterAll(() => world.stop());

describe('the status by token', () => {
  test('is there from the submission alone, without clock and holder, with a masked name', async () => {
    const dossier = await world.newDossier();
    const { status, body, headers } = await dossier.status(dossier.filedAt);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      requestCode: dossier.requestCode,
      applicant: 'T. T. T. An',
      procedure: { code: '1.001193', name: 'Đăng ký khai sinh' },
      stage: { state: 'submitted', nationalCode: 1, name: 'Mới đăng ký' },
      next: { who: 'officer' },
      stale: false,
    });
    for (const absent of ['code', 'clock', 'holder', 'supplement', 'result', 'fee']) expect(body).not.toHaveProperty(absent);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('motcua-as-of')).toMatch(/\+07:00$/);
  });

  test('names who holds it, in both languages', async () => {
    const { tell, status, life } = await world.newDossier();
    const position = await tell(life.dossier.opened, life.dossier.accepted, life.dossier.forwarded, life.dossier.assigned);
    expect((await status(position)).body).toMatchObject({
      stage: { state: 'inProgress', step: 'Thẩm định' },
      holder: { agency: 'UBND xã Bình Mẫu', unit: 'Tư pháp – Hộ tịch', officer: 'Công chức hộ tịch Phạm Văn Minh Họa' },
      clock: { running: true, standing: 'inTime', dueAt: '2026-11-24T09:00:00.000+07:00', provisional: false },
    });
    expect((await status(position, 'en')).body).toMatchObject({
      stage: { name: 'In progress' },
      holder: { unit: 'Civil status desk', officer: 'Phạm Văn Minh Họa, Civil status officer' },
    });
  });

  test('stops its clock for a supplement, says why, and goes on with a new appointment', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, forwarded, asked, resumed } = life.dossier;
    const stopped = (await status(await tell(opened, accepted, forwarded, asked))).body;
    expect(stopped).toMatchObject({
      stage: { state: 'awaitingSupplement' },
      clock: { running: false },
      next: { who: 'citizen', what: expect.stringContaining('Giấy chứng sinh') },
      supplement: { documents: [{ name: 'Giấy chứng sinh' }], reason: 'Ảnh mờ, xin chụp lại' },
    });
    expect((await status(await tell(life.submission.supplemented))).body).toMatchObject({ next: { who: 'officer' } });
    const going = (await status(await tell(resumed))).body;
    expect(going).toMatchObject({
      stage: { state: 'inProgress' },
      clock: { running: true, dueAt: '2026-11-25T09:00:00.000+07:00', originalDueAt: '2026-11-24T09:00:00.000+07:00', provisional: true },
    });
    expect(going).not.toHaveProperty('supplement');
  });

  test('asks for what is still missing once some of the papers have come', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, asked, noted } = life.dossier;
    const missing = { code: 'giay-ket-hon', name: 'Giấy chứng nhận kết hôn' };
    const sent = asked.data.documents;
    await tell(opened, accepted, { ...asked, data: { ...asked.data, documents: [...sent, missing] } });
    expect((await status(await tell(life.submission.supplemented))).body).toMatchObject({ next: { who: 'officer' } });
    expect((await status(await tell({ ...noted, data: { ...noted.data, received: sent, remaining: [missing] } }))).body).toMatchObject({
      next: { who: 'citizen', what: 'Chụp ảnh gửi ngay: Giấy chứng nhận kết hôn.' },
      supplement: { documents: [missing] },
    });
  });

  test('names papers in the language it is read in; what was stored without an English name keeps its own', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, asked, signed, issued } = life.dossier;
    const paper = { code: 'giay-chung-sinh', name: 'Giấy chứng sinh' };
    const english = { ...paper, nameEn: 'Birth note' };
    const old = { code: 'giay-cu', name: 'Giấy cũ' };
    const position = await tell(opened, accepted, { ...asked, data: { ...asked.data, documents: [english, old] } });
    expect((await status(position)).body).toMatchObject({
      supplement: { documents: [paper, old] },
      next: { what: 'Chụp ảnh gửi ngay: Giấy chứng sinh; Giấy cũ.' },
    });
    expect((await status(position, 'en')).body).toMatchObject({
      supplement: { documents: [{ ...paper, name: 'Birth note' }, old] },
      next: { what: 'Take a photo and send it: Birth note; Giấy cũ.' },
    });
    const ready = await tell(signed, { ...issued, data: { ...issued.data, bring: [english] } });
    expect((await status(ready, 'en')).body).toMatchObject({
      result: { bring: [{ ...paper, name: 'Birth note' }] },
      next: { what: expect.stringContaining('Bring the originals: Birth note.') },
    });
  });

  test('tells an event in its own English names, and where it has none, in those that were published before it', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, forwarded, signed, issued } = life.dossier;
    const { filed } = life.submission;
    const first = await tell({ ...filed, data: { ...filed.data, procedure: { ...filed.data.procedure, nameEn: 'Birth, as filed' } } });
    expect((await status(first, 'en')).body).toMatchObject({ procedure: { name: 'Birth, as filed' } });
    const procedure = { ...opened.data.procedure, nameEn: 'Birth, as opened' };
    const competentAgency = { ...opened.data.competentAgency, nameEn: 'Commune, as opened' };
    const position = await tell(
      { ...opened, data: { ...opened.data, procedure, competentAgency } },
      { ...accepted, data: { ...accepted.data, procedure, competentAgency } },
      forwarded,
    );
    expect((await status(position, 'en')).body).toMatchObject({
      procedure: { name: 'Birth, as opened' },
      holder: { agency: 'Commune, as opened', unit: 'Civil status desk' },
    });
    const collect = { ...issued.data.collect, placeEn: 'Counter 2', hoursEn: 'Monday' };
    const ready = await tell(signed, { ...issued, data: { ...issued.data, collect } });
    const english = (await status(ready, 'en')).body;
    expect(english).toMatchObject({ next: { what: expect.stringContaining('Please come to Counter 2, Monday.') } });
    expect(english).toHaveProperty('result.collect', { from: collect.from, place: 'Counter 2', hours: 'Monday' });
    expect((await status(ready)).body).toHaveProperty('result.collect', { from: collect.from, place: collect.place, hours: collect.hours });
  });

  test('names the right agency of a refusal in the language it is read in', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, refused } = life.dossier;
    const rightAgency = { code: 'H53.99', name: 'UBND phường Tân Mẫu', nameEn: 'Tân Mẫu Ward' };
    const position = await tell(opened, { ...refused, data: { ...refused.data, rightAgency } });
    expect((await status(position)).body).toHaveProperty('refusal.rightAgency', { name: 'UBND phường Tân Mẫu' });
    expect((await status(position, 'en')).body).toMatchObject({
      refusal: { rightAgency: { name: 'Tân Mẫu Ward' } },
      next: { what: 'Please file it at Tân Mẫu Ward.' },
    });
  });

  test('tells the whole life, oldest first; late stays late', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, forwarded, assigned, asked, resumed, breached, signed, issued, returned } = life.dossier;
    expect((await status(await tell(opened, accepted, forwarded, assigned, asked, resumed, breached))).body).toMatchObject({
      clock: { standing: 'overdue', running: true },
    });
    await tell(life.submission.supplemented);
    const { body } = await status(await tell(signed, issued, returned));
    expect(body).toMatchObject({
      stage: { state: 'returned', nationalCode: 10 },
      clock: { standing: 'late', running: false },
      result: { outcome: 'granted', channel: 'counter', receiver: 'T. T. T. An', collect: { place: 'Trung tâm' } },
    });
    expect((body.timeline as unknown as { event: string }[]).map(({ event }) => event)).toEqual([
      'SubmissionFiled',
      'DossierOpened',
      'DossierAccepted',
      'DossierForwarded',
      'DossierAssigned',
      'SupplementRequested',
      'SubmissionSupplemented',
      'DossierResumed',
      'DeadlineBreached',
      'ResultSigned',
      'ResultIssued',
      'ResultReturned',
    ]);
    expect(JSON.stringify(body)).not.toContain('Thử An');
  });

  test('says what it costs from acceptance on, when it is to be fetched, and at last what was paid', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, signed, issued, returned } = life.dossier;
    const known = { ...accepted, data: { ...accepted.data, fee: { kind: 'known' as const, amount: 24_000 } } };
    expect((await status(await tell(opened, known))).body).toHaveProperty('fee', { kind: 'known', amount: 24_000 });
    const ready = await tell(signed, issued);
    expect((await status(ready)).body).toMatchObject({
      fee: { kind: 'known', amount: 24_000 },
      next: { what: expect.stringMatching(/Mang bản chính: .+\. Lệ phí: 24\.000 đ\.$/) },
    });
    expect((await status(ready, 'en')).body).toMatchObject({ next: { what: expect.stringMatching(/ Fee: 24,000 đ\.$/) } });
    const paid = { ...returned, data: { ...returned.data, fee: { amount: 30_000, receiptNo: 'BL-0007', method: 'cash' } } };
    const { body } = await status(await tell(paid));
    expect(body).toHaveProperty('fee', { kind: 'paid', amount: 30_000 });
    expect(JSON.stringify(body)).not.toContain('BL-0007');
  });

  test('handed out with nothing paid, the fee stays what it was', async () => {
    const { tell, status, life } = await world.newDossier();
    const { opened, accepted, signed, issued, returned } = life.dossier;
    const nothing = { ...returned, data: { ...returned.data, fee: { amount: 0, receiptNo: '-', method: 'cash' } } };
    expect((await status(await tell(opened, accepted, signed, issued, nothing))).body).toHaveProperty('fee', { kind: 'free' });
  });

  test('names no fee for what is declined or withdrawn', async () => {
    const declined = await world.newDossier();
    const { opened, accepted, signed, issued } = declined.life.dossier;
    const no = { outcome: 'declined' as const };
    const position = await declined.tell(
      opened,
      accepted,
      { ...signed, data: { ...signed.data, ...no } },
      { ...issued, data: { ...issued.data, ...no } },
    );
    const { body } = await declined.status(position);
    expect(body).toMatchObject({ stage: { state: 'resolved' }, result: no });
    expect(body).not.toHaveProperty('fee');
    expect(JSON.stringify(body)).not.toContain('Lệ phí');
    const { tell, status, life } = await world.newDossier();
    const gone = (await status(await tell(life.dossier.opened, life.dossier.accepted, life.dossier.withdrawn))).body;
    expect(gone).toMatchObject({ stage: { state: 'withdrawn' } });
    expect(gone).not.toHaveProperty('fee');
  });

  test('a position that does not come is 503; an unknown token 404; none 401', async () => {
    const { token } = await world.newDossier();
    const late = await world.call('GET', '/status', { token, headers: { 'motcua-position': 'workflow:999999', prefer: 'wait=0.05' } });
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await world.call('GET', '/status', { token: 'x'.repeat(43) })).status).toBe(404);
    expect((await world.call('GET', '/status')).status).toBe(401);
  });

  test('a block that does not open parks its dossier, visibly, and no other', async () => {
    const { tell, status, life, dossierId, token } = await world.newDossier();
    const { opened, accepted, asked } = life.dossier;
    const broken = {
      ...asked,
      data: { ...asked.data, sealed: { reason: 'eyJhbGciOiJkaXIifQ..AAAAAAAAAAAAAAAA.c2VhbGVk.AAAAAAAAAAAAAAAAAAAAAA' } },
    };
    const position = await tell(opened, accepted, broken);
    expect((await status(position)).status).toBe(503);
    expect((await world.call('GET', '/status', { token })).body).toMatchObject({ stage: { state: 'accepted' }, stale: true });
    const other = await world.newDossier();
    expect((await other.status(other.filedAt)).status).toBe(200);
    const operator = testBearer({ id: 'van-hanh', roles: ['operator'] });
    const { body } = await world.call('GET', '/projections', { bearer: operator });
    expect((body.items as unknown as { parked: string[] }[])[0]?.parked).toEqual([dossierId]);
  });

  test('an erased person is nobody: 404 by token and by code', async () => {
    const { tell, status, life, dossierId, token, code, requestCode } = await world.newDossier();
    await status(await tell(life.dossier.opened, life.dossier.accepted));
    const at = await world.append('intake', `subject-${dossierId}`, {
      type: 'PersonalDataErased.v1',
      data: { subjectId: 'a'.repeat(64), dossiers: [dossierId], erasedAt: '2026-11-26T09:00:00+07:00', legalBasis: 'Luật', by: 'van-hanh' },
    });
    expect((await world.call('GET', '/status', { token, headers: world.wait(at) })).status).toBe(404);
    for (const asked of [code, requestCode])
      expect((await world.call('POST', '/status', { key: null, body: { code: asked, check: '4567' } })).status).toBe(404);
    const version = (await world.models.active('tracking-status')) ?? 0;
    const stored = await (await world.models.open({ name: 'tracking-status', version, indexes: {} })).get(dossierId);
    expect(stored).toBeDefined();
    expect(JSON.stringify(stored)).not.toContain('An');
  });

  test('a replaced token opens nothing; the new one does', async () => {
    const { tell, life, token } = await world.newDossier();
    const next = 'n'.repeat(43);
    const headers = world.wait(await tell(life.submission.replaced(next)));
    expect((await world.call('GET', '/status', { token, headers })).status).toBe(404);
    expect((await world.call('GET', '/status', { token: next, headers })).status).toBe(200);
  });
});

describe('the coarse stage', () => {
  test('is all that a code opens', async () => {
    const { tell, status, life, code } = await world.newDossier();
    await status(await tell(life.dossier.opened, life.dossier.accepted));
    const { body } = await world.call('GET', `/stages/${code.toLowerCase()}`);
    expect(body).toEqual({ code, stage: { state: 'accepted', nationalCode: 2, name: 'Được tiếp nhận' } });
  });
});

test('unknown properties and parameters are 400', async () => {
  const body = { code: 'H53.12-261123-0001', check: '12', more: 1 };
  expect((await world.call('POST', '/status', { key: null, body })).status).toBe(400);
  expect((await world.call('GET', '/stages/x?y=1')).status).toBe(400);
});

test('the contracts are served', async () => {
  const asyncapi = await world.call('GET', '/asyncapi.json');
  expect(asyncapi.body).toMatchObject({
    asyncapi: '3.0.0',
    channels: { DossierOpened: { address: 'motcua.public.H53.dossier-opened.v1.{dossierId}' } },
  });
  expect((await world.call('GET', '/openapi.json')).body.openapi).toMatch(/^3\.1/);
  expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain('/status');
});
