import { randomUUID } from 'node:crypto';
import { memoryBlobs } from '@motcua/blobs';
import { memoryBus, memoryCheckpoints, memoryNetwork } from '@motcua/bus/testing';
import { demoDirectory, demoProcedures } from '@motcua/demo';
import { eventIdOf, memoryEventStore } from '@motcua/es';
import { memoryKeys } from '@motcua/keys';
import { memoryReadModels } from '@motcua/read-models';
import { testBearer, testService } from '@motcua/service-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newSecrets } from '../../src/adapters/secrets-file.ts';
import { intakeServiceWith } from '../../src/intake.module.ts';
import { type ClamdDouble, clamdDouble, marker } from '../clamd-double.ts';
import { filled } from './filled-page.ts';
import { applicant, eventsOf, picture } from './world.ts';

const api = '/api/intake/v1';
const store = memoryEventStore();
const officer = { authorization: testBearer({ roles: ['counter-officer'] }) };
let clamd: ClamdDouble;
let service: Awaited<ReturnType<typeof testService>>;

beforeAll(async () => {
  clamd = await clamdDouble();
  // Away at the start, which is no reason not to start.
  await clamd.away();
  const network = memoryNetwork();
  const workflow = memoryEventStore();
  const publish = async (stream: string, type: string, definition: object): Promise<void> => {
    const at = '2026-11-20T08:00:00.000+07:00';
    const metadata = { at, actor: 'system:demo', correlationId: stream, causationId: stream };
    await workflow.append(
      stream,
      [{ id: eventIdOf(stream, 0), type, data: { version: 1, at, by: 'cong-bo', definition }, metadata }],
      'absent',
    );
  };
  await publish('directory-H53', 'DirectoryPublished.v1', demoDirectory);
  for (const definition of demoProcedures)
    await publish(`procedure-${definition.code.replace('.', '_')}`, 'ProcedurePublished.v1', definition);
  await memoryBus({ network }).relay('workflow', workflow);
  const adapters = {
    store,
    models: memoryReadModels(),
    checkpoints: memoryCheckpoints(),
    bus: memoryBus({ network }),
    keys: memoryKeys(),
    blobs: memoryBlobs(),
    secrets: newSecrets(),
  };
  service = await testService(
    intakeServiceWith(async () => adapters),
    { MOTCUA_INTAKE_VIRUS_SCANNER: clamd.url },
  );
  await vi.waitFor(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(200), { timeout: 10_000 });
});
afterAll(async () => {
  await service.stop();
  await clamd.close();
});

const send = async (bytes: Uint8Array, language = 'vi') => {
  const body = new FormData();
  body.set('file', new Blob([Uint8Array.from(bytes)]), 'giay.png');
  const headers = { 'idempotency-key': randomUUID(), 'accept-language': language };
  const answer = await fetch(`${service.url}${api}/uploads`, { method: 'POST', body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};
const get = (path: string) => fetch(`${service.url}${path}`, { headers: officer });
const metric = async (name: string): Promise<number | undefined> => {
  const line = new RegExp(`^${name}\\S* (\\S+)$`, 'm').exec(await (await get(`${api}/metrics`)).text());
  return line ? Number(line[1]) : undefined;
};

test('a paper that comes while the scanner is away is filed, not shown, and shown once the scanner is back', async () => {
  const upload = await send(await picture());
  expect([upload.status, upload.body['state']]).toEqual([201, 'checking']);
  const procedure = (await (await get(`${api}/procedures/1.001193`)).json()) as { form: { example: object } };
  const body = { procedure: '1.001193', agency: 'H53.12', channel: 'web', applicant, form: procedure.form.example };
  const documents = [{ code: 'giay-chung-sinh', uploadId: upload.body['uploadId'] }];
  const filed = await fetch(`${service.url}${api}/submissions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ ...body, documents }),
  });
  expect(filed.status).toBe(201);
  const { id } = (await filed.json()) as { id: string };
  const view = async () => (await (await get(`${api}/submissions/${id}`)).json()) as { documents: { documentId: string; state: string }[] };
  const [document] = (await view()).documents;
  expect(document?.state).toBe('checking');
  const paper = `${api}/submissions/${id}/documents/${document?.documentId}`;
  const early = await get(paper);
  expect([early.status, early.headers.get('retry-after')]).toEqual([409, '30']);
  expect(await early.json()).toMatchObject({ type: 'urn:motcua:problem:paper-checking', code: 'paper-checking', state: 'checking' });
  await vi.waitFor(async () => expect(await metric('motcua_intake_papers_waiting')).toBe(1), { timeout: 5_000 });
  expect(await metric('motcua_intake_papers_waiting_seconds')).toBeGreaterThan(0);
  expect(await metric('motcua_intake_virus_scans_total{.*verdict="none"')).toBeGreaterThanOrEqual(1);

  await clamd.back();
  await vi.waitFor(async () => expect((await get(paper)).status).toBe(200), { timeout: 18_000, interval: 500 });
  expect((await view()).documents[0]?.state).toBe('ready');
  await vi.waitFor(async () => expect(await metric('motcua_intake_papers_waiting')).toBe(0), { timeout: 5_000 });
  expect(await metric('motcua_intake_papers_waiting_seconds')).toBe(0);
}, 40_000);

test('a paper in which something is found is refused with a hint, and counted', async () => {
  // It was away a moment ago, and those for whom somebody waits leave it alone for five seconds.
  await vi.waitFor(async () => expect((await send(await picture())).body['state']).toBe('ready'), { timeout: 15_000, interval: 500 });
  const before = (await eventsOf(store)).length;
  const { status, body } = await send(Buffer.concat([await picture(), marker]));
  expect([status, body['type']]).toEqual([415, 'urn:motcua:problem:unsupported-media-type']);
  expect(body['detail']).toContain('mã độc');
  expect(JSON.stringify(body)).not.toContain('Marker');
  expect(await eventsOf(store)).toHaveLength(before);
  expect(await metric('motcua_intake_virus_scans_total{.*verdict="found"')).toBe(1);
  expect((await send(await picture())).body['state']).toBe('ready');
}, 20_000);

const postPage = async (photo: Uint8Array, fields: Record<string, string>, language = 'vi') => {
  const body = new FormData();
  const { key = randomUUID(), ...answers } = fields;
  body.set('key', key);
  body.set('paper/giay-chung-sinh', new Blob([Uint8Array.from(photo)]), 'ảnh.png');
  for (const [name, value] of Object.entries(answers)) body.set(name, value);
  const page = await fetch(`${service.url}/nop-ho-so/1.001193`, { method: 'POST', body, headers: { 'accept-language': language } });
  return { status: page.status, text: await page.text() };
};

test('the page says of a paper that is being checked that it was received, and the whole page may be sent twice', async () => {
  clamd.behave('reset');
  const photo = await picture();
  const { text } = await postPage(photo, { 'applicant/fullName': 'Trần Thị Thử An' });
  expect(text).toContain('✓ Đã nhận ảnh');
  const fields = filled(randomUUID());
  const [first, again] = [await postPage(photo, fields), await postPage(photo, fields)];
  clamd.behave('well');
  expect([first.status, again.status]).toEqual([201, 201]);
  const codeIn = (page: string) => /YC-[\w-]+/.exec(page)?.[0];
  expect(codeIn(first.text)).toBeDefined();
  expect(codeIn(again.text)).toBe(codeIn(first.text));
});

test('the page says of a paper in which something was found what to do, beside its field', async () => {
  // It failed a moment ago, and is left alone for five seconds.
  const infected = Buffer.concat([await picture(), marker]);
  await vi.waitFor(async () => expect((await send(infected)).status).toBe(415), { timeout: 15_000, interval: 500 });
  const { text } = await postPage(Buffer.concat([await picture(), marker]), {}, 'en');
  expect(text).toContain('This file looks infected and was not taken.');
  expect(text).not.toContain('name="upload/giay-chung-sinh"');
}, 20_000);
