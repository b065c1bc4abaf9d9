import { randomUUID } from 'node:crypto';
import { tokenHashOf } from '@motcua/sealing';
import { compactVerify, importJWK, type JWK } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditor, citizen, counter, eventsOf, openWorld, picture, refusalOf, stranger, type World } from './world.ts';

let world: World;
let dossier: { id: string; token: string; uploadId: string };
const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))?.code;
const holder = () => ({ kind: 'holder' as const, token: dossier.token });
const body = (uploadId: string) => ({ documents: [{ code: 'giay-chung-sinh', uploadId }], note: 'Đã chụp lại' });

beforeEach(async () => {
  world = await openWorld();
  const { uploadId } = await world.upload();
  const documents = [{ code: 'giay-chung-sinh', uploadId }];
  const filed = await world.useCases.fileSubmission({
    actor: citizen,
    idempotencyKey: randomUUID(),
    body: world.body({ documents }),
    language: 'vi',
  });
  dossier = { id: filed.id, token: filed.tracking.token, uploadId };
});

describe('reading', () => {
  test('its holder sees what was handed in, not who', async () => {
    const view = await world.useCases.readSubmission(dossier.id, holder());
    expect(view).toMatchObject({
      id: dossier.id,
      missing: [],
      documents: [{ code: 'giay-chung-sinh', name: 'giấy chứng sinh.png', state: 'ready' }],
    });
    expect(Object.keys(view)).not.toContain('applicant');
    expect(JSON.stringify(view)).not.toContain('Trần');
  });

  test.each(['publisher', 'operator', 'neighbour'])('a %s of the agency sees nothing', async (role) =>
    expect(await codeOf(world.useCases.readSubmission(dossier.id, { ...counter, roles: [role] }))).toBe('forbidden'),
  );

  test('an officer of the agency sees who and the form, and his look is recorded once a day', async () => {
    const view = await world.useCases.readSubmission(dossier.id, counter);
    expect(view.applicant?.fullName).toBe('Trần Thị Thử An');
    expect(view.form).toMatchObject(world.body().form);
    await world.useCases.readSubmission(dossier.id, counter);
    const looks = await eventsOf(world.store, 'SubmissionViewed.v1');
    expect(looks.map(({ data }) => data)).toMatchObject([{ dossierId: dossier.id, officer: 'tiep-nhan', purpose: 'read' }]);
    world.pass(86_400_000);
    await world.useCases.readSubmission(dossier.id, counter);
    expect(await eventsOf(world.store, 'SubmissionViewed.v1')).toHaveLength(2);
  });

  test('others see nothing: a wrong token and an unknown id alike, another agency 403', async () => {
    expect(await codeOf(world.useCases.readSubmission(dossier.id, { kind: 'holder', token: 'x'.repeat(43) }))).toBe('not-found');
    expect(await codeOf(world.useCases.readSubmission(randomUUID(), holder()))).toBe('not-found');
    expect(await codeOf(world.useCases.readSubmission(dossier.id, stranger))).toBe('other-agency');
    const superior = { ...counter, agency: 'H53', roles: ['supervisor'] };
    expect((await world.useCases.readSubmission(dossier.id, superior)).id).toBe(dossier.id);
    expect((await world.useCases.readSubmission(dossier.id, auditor)).id).toBe(dossier.id);
  });

  test('a paper comes back as it was kept', async () => {
    const [document] = (await world.useCases.readSubmission(dossier.id, holder())).documents;
    const paper = await world.useCases.readDocument(dossier.id, document?.documentId ?? '', holder());
    expect(paper).toMatchObject({ name: 'giấy chứng sinh.png', mediaType: 'image/png' });
    expect(Buffer.from(paper.content).equals(await picture())).toBe(true);
    expect(await codeOf(world.useCases.readDocument(dossier.id, randomUUID(), holder()))).toBe('not-found');
  });
});

describe('a supplement', () => {
  const send = (over: Partial<Parameters<World['useCases']['supplementSubmission']>[0]> = {}) =>
    world.useCases.supplementSubmission({
      dossierId: dossier.id,
      asker: holder(),
      idempotencyKey: 'k',
      body: body(dossier.uploadId),
      ...over,
    });

  test('is recorded, also with a file that the dossier has already', async () => {
    const sent = await send();
    expect(sent.replayed).toBe(false);
    expect((await eventsOf(world.store, 'SubmissionSupplemented.v1'))[0]?.data).toMatchObject({
      supplementId: sent.id,
      dossierId: dossier.id,
    });
    const view = await world.useCases.readSubmission(dossier.id, holder());
    expect(view.supplements).toMatchObject([{ id: sent.id, note: 'Đã chụp lại' }]);
    expect(new Set(view.documents.map(({ documentId }) => documentId)).size).toBe(2);
    const second = await world.useCases.readDocument(dossier.id, view.documents[1]?.documentId ?? '', holder());
    expect(Buffer.from(second.content).equals(await picture())).toBe(true);
  });

  test('once per key: the same answers the same, another body 422', async () => {
    const first = await send();
    expect(await send()).toEqual({ ...first, replayed: true });
    expect(await codeOf(send({ body: { ...body(dossier.uploadId), note: 'khác' } }))).toBe('idempotency-key-reused');
    expect(await eventsOf(world.store, 'SubmissionSupplemented.v1')).toHaveLength(1);
  });

  test('is refused with unknown papers, for a dossier that is over, and for strangers', async () => {
    expect(await codeOf(send({ body: { documents: [{ code: 'giay-la', uploadId: dossier.uploadId }] } }))).toBe('malformed');
    expect(await codeOf(send({ asker: stranger }))).toBe('other-agency');
    world.standings.set(dossier.id, { ended: true, state: 'returned' });
    expect(await refusalOf(send({ idempotencyKey: 'other' }))).toMatchObject({
      code: 'dossier-ended',
      details: { state: 'returned', allowed: ['tracking-link'] },
    });
  });
});

test('a withdrawal is requested once', async () => {
  const request = (idempotencyKey: string, reason = 'Đã tìm thấy bản chính') =>
    world.useCases.requestWithdrawal({ dossierId: dossier.id, asker: holder(), idempotencyKey, body: { reason } });
  const first = await request('k');
  expect(await request('k')).toEqual({ ...first, replayed: true });
  expect(await codeOf(request('k', 'khác'))).toBe('idempotency-key-reused');
  expect(await codeOf(request('other'))).toBe('withdrawal-requested');
  expect(JSON.stringify(await eventsOf(world.store, 'WithdrawalRequested.v1'))).not.toContain('bản chính');
});

describe('the tracking link', () => {
  const replace = (asker: Parameters<World['useCases']['replaceTrackingLink']>[0]['asker'], idempotencyKey = 'k') =>
    world.useCases.replaceTrackingLink({ dossierId: dossier.id, asker, idempotencyKey });

  test('is replaced by its holder or the counter; the old one opens nothing but the answer to its own request', async () => {
    const replaced = await replace(holder());
    expect(replaced.tracking.token).not.toBe(dossier.token);
    expect(await codeOf(world.useCases.readSubmission(dossier.id, holder()))).toBe('not-found');
    expect(await replace(holder())).toEqual({ ...replaced, replayed: true });
    expect(await codeOf(replace(holder(), 'other'))).toBe('not-found');
    const again = await replace(counter);
    expect(again.tracking.token).not.toBe(replaced.tracking.token);
    expect((await eventsOf(world.store, 'TrackingLinkReplaced.v1'))[1]?.data).toMatchObject({
      tracking: { generation: 3, tokenHash: tokenHashOf(again.tracking.token) },
    });
    expect((await world.useCases.findTrackingLink(dossier.id))?.token).toBe(again.tracking.token);
  });

  test('is not a case officer’s to replace', async () => {
    expect(await codeOf(replace({ ...counter, roles: ['case-officer'] }))).toBe('forbidden');
  });
});

describe('erasure', () => {
  const subjectId = async () => (await world.useCases.readSubmission(dossier.id, counter)).subjectId ?? '';
  const erase = (subject: string, idempotencyKey = 'k', legalBasis = 'Luật 91/2025/QH15 Đ.14') =>
    world.useCases.eraseSubject({
      actor: auditor,
      officer: auditor.id,
      idempotencyKey,
      subjectId: subject,
      legalBasis,
      reason: 'theo đơn',
    });

  test('waits until every dossier of the person has ended', async () => {
    const subject = await subjectId();
    expect(await codeOf(erase(subject))).toBe('dossier-open');
    world.standings.set(dossier.id, { ended: false, state: 'open' });
    expect(await codeOf(erase(subject))).toBe('dossier-open');
    expect((await world.useCases.readSubmission(dossier.id, counter)).id).toBe(dossier.id);
  });

  test('destroys the keys and answers a certificate that verifies; the same key answers the same', async () => {
    const subject = await subjectId();
    world.standings.set(dossier.id, { ended: true, state: 'returned' });
    const erased = await erase(subject);
    expect(erased.dossiers).toEqual([dossier.id]);
    const [jwk] = world.signer.jwks.keys;
    expect(jwk).not.toHaveProperty('d');
    const { payload, protectedHeader } = await compactVerify(erased.certificate, await importJWK(jwk as JWK, 'EdDSA'));
    expect(protectedHeader.alg).toBe('EdDSA');
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ subjectId: subject, dossiers: [dossier.id] });
    world.pass(60_000);
    expect(await erase(subject)).toEqual({ ...erased, replayed: true });
    expect(await codeOf(erase(subject, 'k', 'khác'))).toBe('idempotency-key-reused');
    expect(await eventsOf(world.store, 'PersonalDataErased.v1')).toHaveLength(1);
  });

  test('afterwards nobody reads it and nobody gets its keys', async () => {
    const subject = await subjectId();
    world.standings.set(dossier.id, { ended: true, state: 'returned' });
    await erase(subject);
    expect(await codeOf(world.useCases.readSubmission(dossier.id, holder()))).toBe('not-found');
    expect(await codeOf(world.useCases.readSubmission(dossier.id, counter))).toBe('gone');
    expect(await world.useCases.answerSubjectKeys([dossier.id])).toEqual({ keys: { [dossier.id]: null } });
    expect(await world.useCases.findTrackingLink(dossier.id)).toBeUndefined();
  });

  test('the person’s old keys answer 410', async () => {
    const key = randomUUID();
    const file = () => world.useCases.fileSubmission({ actor: citizen, idempotencyKey: key, body: world.body(), language: 'vi' });
    const { id } = await file();
    const subject = await subjectId();
    for (const each of [id, dossier.id]) world.standings.set(each, { ended: true, state: 'withdrawn' });
    expect((await erase(subject)).dossiers).toEqual([id, dossier.id].sort());
    expect(await codeOf(file())).toBe('gone');
  });

  test('by another instance waits while a filing of the person may be under way, and takes along what has failed', async () => {
    const subject = await subjectId();
    const [begun, other] = [randomUUID(), await openWorld({ over: world })];
    other.standings.set(dossier.id, { ended: true, state: 'returned' });
    await world.keys.create(begun, subject);
    const eraseThere = () =>
      other.useCases.eraseSubject({
        actor: auditor,
        officer: auditor.id,
        idempotencyKey: 'k',
        subjectId: subject,
        legalBasis: 'x',
        reason: 'y',
      });
    expect(await codeOf(eraseThere())).toBe('unavailable');
    expect([...(await world.keys.keysOf([begun, dossier.id])).keys()].sort()).toEqual([begun, dossier.id].sort());
    other.pass(90_001);
    expect((await eraseThere()).dossiers).toEqual([begun, dossier.id].sort());
  });

  test('is not overtaken by a filing that took too long: that gives up before its event', async () => {
    const { create } = world.keys;
    world.keys.create = async (...whose) => {
      world.pass(30_001);
      return create(...whose);
    };
    const late = world.useCases.fileSubmission({ actor: citizen, idempotencyKey: randomUUID(), body: world.body(), language: 'vi' });
    expect(await codeOf(late)).toBe('unavailable');
    expect(await eventsOf(world.store, 'SubmissionFiled.v1')).toHaveLength(1);
  });

  test('of nobody is 404', async () => {
    expect(await codeOf(erase('0'.repeat(64)))).toBe('not-found');
  });
});
