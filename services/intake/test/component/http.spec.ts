import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { memoryBlobs } from '@motcua/blobs';
import { memoryBus, memoryCheckpoints, memoryNetwork } from '@motcua/bus/testing';
import { handouts, rpc, SubjectKeysHandout } from '@motcua/contracts';
import { demoCalendars, demoDirectory, demoProcedures } from '@motcua/demo';
import { eventIdOf, memoryEventStore } from '@motcua/es';
import { memoryKeys } from '@motcua/keys';
import { memoryReadModels } from '@motcua/read-models';
import { testService } from '@motcua/service-kit';
import jsqr from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newSecrets } from '../../src/adapters/secrets-file.ts';
import { intakeServiceWith } from '../../src/intake.module.ts';
import { applicant, picture } from './world.ts';

const network = memoryNetwork();
const workflowStore = memoryEventStore();
const api = '/api/intake/v1';
let service: Awaited<ReturnType<typeof testService>>;
let procedure: { form: { example: Record<string, unknown> }; documents: { code: string }[] };

const publish = async (stream: string, type: string, definition: object): Promise<void> => {
  const at = '2026-11-20T08:00:00.000+07:00';
  const metadata = { at, actor: 'system:demo', correlationId: stream, causationId: stream };
  const data = { version: 1, at, by: 'cong-bo', definition };
  await workflowStore.append(stream, [{ id: eventIdOf(stream, 0), type, data, metadata }], 'absent');
};

const call = async (method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) => {
  const { body, headers = {} } = options;
  const form = body instanceof FormData;
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: { ...(body !== undefined && !form && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const json = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, bytes, body: json ? JSON.parse(bytes.toString()) : undefined };
};
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call('POST', `${api}${path}`, { ...(body !== undefined && { body }), headers: { 'idempotency-key': randomUUID(), ...headers } });
const submission = (over: object = {}) => ({
  procedure: '1.001193',
  agency: 'H53.12',
  channel: 'zalo',
  applicant,
  form: procedure.form.example,
  ...over,
});
const sendFile = async (bytes: Uint8Array, key = randomUUID(), field = 'file') => {
  const form = new FormData();
  form.set(field, new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' }), 'giay.jpg');
  return call('POST', `${api}/uploads`, { body: form, headers: { 'idempotency-key': key } });
};
const tracked = (token: string) => ({ authorization: `Tracking ${token}` });

beforeAll(async () => {
  const adapters = {
    store: memoryEventStore(),
    models: memoryReadModels(),
    checkpoints: memoryCheckpoints(),
    bus: memoryBus({ network }),
    keys: memoryKeys(),
    blobs: memoryBlobs(),
    secrets: newSecrets(),
  };
  await memoryBus({ network }).relay('workflow', workflowStore);
  for (const definition of demoProcedures)
    await publish(`procedure-${definition.code.replace('.', '_')}`, 'ProcedurePublished.v1', definition);
  await publish('directory-H53', 'DirectoryPublished.v1', demoDirectory);
  for (const definition of demoCalendars) await publish(`calendar-${definition.year}`, 'CalendarPublished.v1', definition);
  service = await testService(intakeServiceWith(async () => adapters));
  await vi.waitFor(async () => expect((await call('GET', '/readyz')).status).toBe(200), { timeout: 10_000 });
  procedure = (await call('GET', `${api}/procedures/1.001193`)).body;
});
afterAll(() => service.stop());

describe('the catalogue', () => {
  test('names papers, steps, time, fee, agencies and an example for today', async () => {
    const { status, body, headers } = await call('GET', `${api}/procedures/1.001193`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ code: '1.001193', version: 1, channels: expect.arrayContaining(['web', 'zalo']) });
    expect(body.documents[0]).toMatchObject({ code: 'giay-chung-sinh', owed: 'handIn', required: true });
    expect(body.agencies.map(({ code }: { code: string }) => code)).toContain('H53.12');
    for (const part of ['steps', 'time', 'fees', 'legalBasis']) expect(body).toHaveProperty(part);
    expect(headers.get('motcua-as-of')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+07:00$/);
    expect((await call('GET', `${api}/procedures/9.999999`)).status).toBe(404);
  });

  test('is searched without diacritics, filtered and paged', async () => {
    const codes = async (query: string) =>
      (await call('GET', `${api}/procedures?${query}`)).body.items.map(({ code }: { code: string }) => code);
    expect(await codes('q=khai+sinh+cho+be')).toEqual(['1.001193']);
    expect(await codes(`q=${encodeURIComponent('Trích lục')}`)).toEqual(['2.000635']);
    expect(await codes('audience=business')).toEqual(['1.001612']);
    const first = await call('GET', `${api}/procedures?limit=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect((await call('GET', next)).body.items).toHaveLength(1);
    const notOurs = Buffer.from('n2').toString('base64url');
    for (const bad of ['limit=0', 'limit=101', 'cursor=xx', `cursor=${notOurs}`, 'surprise=1', 'channel=fax']) {
      expect((await call('GET', `${api}/procedures?${bad}`)).status, bad).toBe(400);
    }
  });
});

describe('what workflow has written is waited for', () => {
  const seen = (position: number, seconds = 5) => ({ 'motcua-position': `workflow:${position}`, prefer: `wait=${seconds}` });
  const expectNotYet = async (path: string, headers: Record<string, string>) => {
    const late = await call('GET', `${api}${path}`, { headers: { ...seen(1_000_000, 0.05), ...headers } });
    expect([late.status, late.body.type, late.headers.get('retry-after')]).toEqual([503, 'urn:motcua:problem:not-yet-visible', '1']);
    expect((await call('GET', `${api}${path}`, { headers: { 'motcua-position': 'workflow:1000000', ...headers } })).status).toBe(200);
  };

  test('by the catalogue, which then has what was just published', async () => {
    const definition = demoProcedures.find(({ code }) => code === '2.000635');
    const at = '2026-11-24T08:00:00.000+07:00';
    const stream = 'procedure-2_000635';
    for (const version of [2, 3, 4, 5]) {
      const { position } = await workflowStore.append(
        stream,
        [
          {
            id: eventIdOf(stream, version),
            type: 'ProcedurePublished.v1',
            data: { version, at, by: 'cong-bo', definition },
            metadata: { at, actor: 'officer:cong-bo', correlationId: stream, causationId: stream },
          },
        ],
        version - 2,
      );
      expect((await call('GET', `${api}/procedures/2.000635`, { headers: seen(position) })).body.version).toBe(version);
      const { items } = (await call('GET', `${api}/procedures?q=trich+luc`, { headers: seen(position) })).body;
      expect(items[0].version).toBe(version);
    }
    await expectNotYet('/procedures', {});
    await expectNotYet('/procedures/2.000635', {});
  });

  test('by a submission, which then has its code, and says as of when', async () => {
    const { id, tracking } = (await post('/submissions', submission())).body;
    const accepted = JSON.parse(
      readFileSync(new URL('../../../workflow/test/fixtures/events/DossierAccepted.v1.json', import.meta.url), 'utf8'),
    );
    const metadata = { at: accepted.at, actor: 'officer:tiep-nhan', correlationId: id, causationId: id };
    const event = { id: randomUUID(), type: 'DossierAccepted.v1', data: { ...accepted, dossierId: id }, metadata };
    const { position } = await workflowStore.append(`dossier-${id}`, [event], 'absent');
    const read = await call('GET', `${api}/submissions/${id}`, { headers: { ...tracked(tracking.token), ...seen(position) } });
    expect(read.body.code).toBe(accepted.code);
    expect(read.headers.get('motcua-as-of')).toMatch(/\+07:00$/);
    await expectNotYet(`/submissions/${id}`, tracked(tracking.token));
  });
});

describe('uploads over HTTP', () => {
  test('201 for a photo, whatever its label says; the same again is replayed', async () => {
    const key = randomUUID();
    const photo = await picture();
    const sent = await sendFile(photo, key);
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ mediaType: 'image/png', bytes: photo.length, state: 'ready' });
    expect(sent.headers.get('motcua-position')).toMatch(/^intake:\d+$/);
    const again = await sendFile(photo, key);
    expect(again.body).toEqual(sent.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('motcua-position')).toBe(sent.headers.get('motcua-position'));
    expect((await call('GET', `${api}/uploads/${sent.body.uploadId}`)).body).toEqual(sent.body);
    expect((await call('GET', `${api}/uploads/${randomUUID()}`)).status).toBe(404);
  });

  test('415, 400 and 413 for what is no paper', async () => {
    expect((await sendFile(Buffer.from('MZ this program cannot be run'))).status).toBe(415);
    expect((await sendFile(Buffer.alloc(8 * 1024 * 1024, 'không phải ảnh'))).status).toBe(415);
    expect((await sendFile(await picture(), randomUUID(), 'other')).status).toBe(400);
    expect((await sendFile(Buffer.concat([await picture(), Buffer.alloc(20 * 1024 * 1024 + 1)]))).status).toBe(413);
    expect((await call('POST', `${api}/uploads`, { body: {}, headers: { 'idempotency-key': randomUUID() } })).status).toBe(415);
  });
});

describe('submissions over HTTP', () => {
  test('201, the same key the same, another body 422, no key 428, fifty at once one', async () => {
    const key = randomUUID();
    const first = await post('/submissions', submission(), { 'idempotency-key': key });
    expect(first.status).toBe(201);
    expect(first.body.position).toBe(first.headers.get('motcua-position'));
    expect(first.body.tracking.url).toMatch(/\/s#[\w-]{43}$/);
    const again = await post('/submissions', submission(), { 'idempotency-key': key });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await post('/submissions', submission({ channel: 'web' }), { 'idempotency-key': key })).status).toBe(422);
    expect((await call('POST', `${api}/submissions`, { body: submission() })).status).toBe(428);
    const shared = randomUUID();
    const many = await Promise.all(Array.from({ length: 50 }, () => post('/submissions', submission(), { 'idempotency-key': shared })));
    expect(new Set(many.map(({ body }) => body.id)).size).toBe(1);
    expect(many.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  test.each([
    [{ surprise: 1 }, '/surprise'],
    [{ procedure: '9.999999' }, '/procedure'],
    [{ applicant: { ...applicant, nationalId: '12' } }, '/applicant/nationalId'],
    [{ applicant: { fullName: 'Nguyễn Văn Thử' } }, '/applicant/nationalId'],
    [{ channel: 'fax' }, '/channel'],
    [{ documents: [{ code: 'giay-la', uploadId: randomUUID() }] }, '/documents/0/code'],
    [{ form: { declaration: true, surprise: 1 } }, '/form/surprise'],
    [{ form: 'không' }, '/form'],
  ])('400 for %o', async (over, pointer) => {
    const { status, body } = await post('/submissions', submission(over));
    expect(status).toBe(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('the counter needs an officer, with the role', async () => {
    const over = submission({ channel: 'counter' });
    expect((await post('/submissions', over)).status).toBe(401);
    expect((await post('/submissions', over, { authorization: service.bearer({ roles: ['case-officer'] }) })).status).toBe(403);
    expect((await post('/submissions', over, { authorization: service.bearer({ roles: ['counter-officer'] }) })).status).toBe(201);
  });

  test('a paper is handed out whatever its sender called it', async () => {
    const form = new FormData();
    form.set('file', new File([await picture()], `${'a'.repeat(199)}😀.exe`));
    const { uploadId } = (await call('POST', `${api}/uploads`, { headers: { 'idempotency-key': randomUUID() }, body: form })).body;
    const { id, tracking } = (await post('/submissions', submission({ documents: [{ code: 'giay-chung-sinh', uploadId }] }))).body;
    const headers = tracked(tracking.token);
    const { documents } = (await call('GET', `${api}/submissions/${id}`, { headers })).body;
    const paper = await call('GET', `${api}/submissions/${id}/documents/${documents[0].documentId}`, { headers });
    expect([paper.status, documents[0].name]).toEqual([200, `${'a'.repeat(199)}.png`]);
  });

  test('its holder reads it, gets its paper as an attachment, supplements and withdraws', async () => {
    const { uploadId } = (await sendFile(await picture())).body;
    const documents = [{ code: 'giay-chung-sinh', uploadId }];
    const { id, tracking } = (await post('/submissions', submission({ documents }))).body;
    const token = tracked(tracking.token);
    const read = await call('GET', `${api}/submissions/${id}`, { headers: token });
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(read.body.documents).toHaveLength(1);
    expect(read.bytes.toString()).not.toContain('Trần');
    const paper = await call('GET', `${api}/submissions/${id}/documents/${read.body.documents[0].documentId}`, { headers: token });
    expect(paper.status).toBe(200);
    expect(paper.headers.get('content-type')).toBe('image/png');
    expect(paper.headers.get('content-disposition')).toBe(`attachment; filename="giay.png"; filename*=UTF-8''giay.png`);
    expect(paper.headers.get('content-security-policy')).toContain('sandbox');
    expect(paper.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await post(`/submissions/${id}/supplements`, { documents, note: 'rõ hơn' }, token)).status).toBe(201);
    expect((await post(`/submissions/${id}/withdrawal`, { reason: 'thôi' }, token)).status).toBe(201);
    const twice = await post(`/submissions/${id}/withdrawal`, { reason: 'thôi' }, token);
    expect([twice.status, twice.body]).toMatchObject([
      409,
      { code: 'withdrawal-requested', state: 'withdrawalRequested', allowed: ['tracking-link'] },
    ]);
    expect((await call('GET', `${api}/submissions/${id}`)).status).toBe(401);
    expect((await call('GET', `${api}/submissions/${id}`, { headers: tracked('y'.repeat(43)) })).status).toBe(404);
    const officer = { authorization: service.bearer({ roles: ['case-officer'] }) };
    expect((await call('GET', `${api}/submissions/${id}`, { headers: officer })).body.applicant.fullName).toBe('Trần Thị Thử An');
  });

  test('the QR holds the link, as SVG and as PNG', async () => {
    const { id, tracking } = (await post('/submissions', submission())).body;
    for (const kind of ['svg', 'png']) {
      const qr = await call('GET', `${api}/submissions/${id}/qr.${kind}`, { headers: tracked(tracking.token) });
      expect(qr.status).toBe(200);
      const { data, info } = await sharp(qr.bytes, { density: 300 }).resize(600).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      // A CommonJS module whose types say otherwise.
      const decode = jsqr as unknown as typeof jsqr.default;
      expect(decode(new Uint8ClampedArray(data), info.width, info.height)?.data, kind).toBe(tracking.url);
    }
  });

  test('a replaced link revokes the one before', async () => {
    const { id, tracking } = (await post('/submissions', submission())).body;
    const replaced = await post(`/submissions/${id}/tracking-link`, undefined, {
      authorization: service.bearer({ roles: ['counter-officer'] }),
    });
    expect(replaced.status).toBe(201);
    expect((await call('GET', `${api}/submissions/${id}`, { headers: tracked(tracking.token) })).status).toBe(404);
    expect((await call('GET', `${api}/submissions/${id}`, { headers: tracked(replaced.body.tracking.token) })).status).toBe(200);
  });
});

test('the key of a dossier just filed is handed out, once', async () => {
  const told: unknown[] = [];
  await memoryBus({ network }).hear(handouts.subjectKeys, (payload) => void told.push(SubjectKeysHandout.parse(payload)));
  const headers = { 'idempotency-key': randomUUID() };
  const { id } = (await post('/submissions', submission(), headers)).body;
  expect((await post('/submissions', submission(), headers)).body.id).toBe(id);
  await vi.waitFor(() => expect(told).toHaveLength(1));
  const { keys } = (await memoryBus({ network }).request(rpc.subjectKeys, { dossiers: [id] })) as { keys: Record<string, string> };
  expect(told).toEqual([{ keys: [[id, keys[id]]] }]);
});

test('the bus asks for keys and links', async () => {
  const { id, tracking } = (await post('/submissions', submission())).body;
  const bus = memoryBus({ network });
  const unknown = randomUUID();
  const { keys } = (await bus.request(rpc.subjectKeys, { dossiers: [id, unknown] })) as { keys: Record<string, string | null> };
  expect(Buffer.from(keys[id] ?? '', 'base64url')).toHaveLength(32);
  expect(keys[unknown]).toBeNull();
  expect(await bus.request(rpc.trackingLink, { dossierId: id })).toEqual({ url: tracking.url });
  expect(await bus.request(rpc.trackingLink, { dossierId: unknown })).toEqual({ url: null });
});

test('erasure waits for the end of the dossier, then answers a certificate and 410 to the old key', async () => {
  const key = randomUUID();
  const person = { ...applicant, nationalId: '099000000042' };
  const { id } = (await post('/submissions', submission({ applicant: person }), { 'idempotency-key': key })).body;
  const auditor = { authorization: service.bearer({ roles: ['auditor'] }) };
  const { subjectId } = (await call('GET', `${api}/submissions/${id}`, { headers: auditor })).body;
  const erase = () => post(`/subjects/${subjectId}/erasure`, { legalBasis: 'Luật 91/2025/QH15', reason: 'theo đơn' }, auditor);
  expect((await erase()).status).toBe(409);
  expect((await post(`/subjects/${subjectId}/erasure`, {}, { authorization: service.bearer({ roles: ['head'] }) })).status).toBe(400);
  const at = '2026-11-24T10:00:00.000+07:00';
  const metadata = { at, actor: 'officer:tiep-nhan', correlationId: id, causationId: id };
  const data = { dossierId: id, at, requestId: randomUUID(), sealed: { reason: 'eyJ9..AA.AA.AA' } };
  await workflowStore.append(`dossier-${id}`, [{ id: randomUUID(), type: 'DossierWithdrawn.v1', data, metadata }], 'absent');
  let erased = await erase();
  await expect
    .poll(async () => {
      erased = erased.status === 200 ? erased : await erase();
      return erased.status;
    })
    .toBe(200);
  expect(erased.body).toMatchObject({ subjectId, dossiers: [id], certificate: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
  expect((await post('/submissions', submission({ applicant: person }), { 'idempotency-key': key })).status).toBe(410);
  expect((await call('GET', `${api}/submissions/${id}`, { headers: auditor })).status).toBe(410);
  expect((await call('GET', `${api}/jwks.json`)).body.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
});

test('OpenAPI describes every route', async () => {
  const { body } = await call('GET', `${api}/openapi.json`);
  expect(body.openapi).toMatch(/^3\.1/);
  for (const path of ['/submissions', '/uploads', '/procedures/{code}', '/subjects/{subjectId}/erasure', '/submissions/{id}/qr.svg']) {
    expect(
      Object.keys(body.paths).some((each) => each.endsWith(path)),
      path,
    ).toBe(true);
  }
});
