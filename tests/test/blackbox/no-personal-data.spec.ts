import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { asOperator, everyMessage, everyStream } from '../../src/operator.ts';
import { System } from '../../src/system.ts';

/** Unlike anything else that could stand anywhere. */
const canary = {
  fullName: 'Hoàng Yến Kanarienvogel',
  nationalId: '099123450789',
  phone: '+84987650123',
  address: 'Ngõ Chim Yến, ấp Kanaria',
} as const;
const pieces = [canary.fullName, 'Kanarienvogel', canary.nationalId, canary.phone.slice(3), 'Kanaria', 'Chim Yến', 'kanarienvogel'];
const secretNote = 'Bà tôi tên Kanarienvogel';

let system: System;
let api: Client;
let filed: { id: string; requestCode: string; tracking: { token: string } };
interface Messages extends Record<string, unknown> {
  readonly items: readonly { readonly kind: string; readonly state: string }[];
}
const answers: { readonly asked: string; readonly text: string }[] = [];

const finds = (text: string): readonly string[] => pieces.filter((piece) => text.includes(piece));
/** Asks, and keeps the whole answer: whoever reads it may be anybody. */
const spy = async (method: string, path: string, options: Parameters<Client['call']>[2] = {}): Promise<void> => {
  const answer = await api.call(method, path, options);
  answers.push({ asked: `${method} ${path} ${answer.status}`, text: `${[...answer.headers].join('\n')}\n${answer.text}` });
};

const fileAs = async (person: typeof canary) => {
  const body = {
    procedure: '1.001193',
    agency: 'H53.12',
    channel: 'web',
    applicant: person,
    form: await exampleForm(api),
    notify: { sms: true },
  };
  const answer = await api.call<typeof filed & Record<string, unknown>>('POST', '/api/intake/v1/submissions', { body });
  expect(answer.status, answer.text).toBe(201);
  return { body, filed: answer.body };
};

/** Free text of officer and citizen names the person too. */
const lifeWithNotes = async (desk: string): Promise<void> => {
  const [head, path] = [await api.officer('lanh-dao'), `/api/workflow/v1/dossiers/${filed.id}`];
  const command = async (token: string, name: string, body: object): Promise<void> => {
    const { body: dossier } = await eventually(
      () => api.call<{ revision: number } & Record<string, unknown>>('GET', path, { token }),
      ({ status }) => status === 200,
    );
    const answer = await api.call('POST', `${path}/${name}`, { token, ifMatch: dossier.revision, body });
    expect(answer.status, `${name}: ${answer.text}`).toBe(200);
  };
  await command(desk, 'accept', {});
  await command(desk, 'forward', { unit: 'tu-phap-ho-tich' });
  await command(head, 'assign', { officer: 'chuyen-vien' });
  await command(desk, 'request-supplement', { documents: ['giay-chung-sinh'], reason: secretNote });
  const withdrawal = { tracking: filed.tracking.token, body: { reason: secretNote } };
  expect((await api.call('POST', `/api/intake/v1/submissions/${filed.id}/withdrawal`, withdrawal)).status).toBe(201);
  await eventually(
    () => api.call<Messages>('GET', `/api/notify/v1/messages?dossier=${filed.id}`, { token: desk }),
    ({ body }) =>
      ['received', 'supplement-requested', 'withdrawn'].every((kind) =>
        body.items?.some((one) => one.kind === kind && one.state === 'delivered'),
      ),
  );
};

/** Refusals of all kinds, with the canary in what is refused, and what anybody may read. */
const askEverything = async (body: object, desk: string): Promise<void> => {
  const { fullName, nationalId, phone } = canary;
  const submissions = '/api/intake/v1/submissions';
  await spy('POST', submissions, { body: { ...body, applicant: { ...canary, nationalId: `${nationalId}0` } } });
  await spy('POST', submissions, { body: { ...body, channel: fullName } });
  await spy('POST', submissions, { body: JSON.stringify(body).slice(0, -20) });
  await spy('POST', submissions, { body: `${JSON.stringify(body)} ${fullName}` });
  await spy('POST', submissions, { body, headers: { 'content-type': 'text/plain' } });
  await spy('GET', `/api/intake/v1/procedures?q=${encodeURIComponent(fullName)}&limit=${encodeURIComponent(phone)}`);
  await spy('POST', `/api/workflow/v1/dossiers/${filed.id}/accept`, { token: desk, ifMatch: 0, body: { note: fullName } });
  await spy('POST', `/api/workflow/v1/dossiers/${filed.id}/accept`, {
    token: desk,
    ifMatch: fullName.normalize('NFD').replace(/[^ -~]/g, ''),
    body: {},
  });
  await spy('POST', '/api/tracking/v1/status', { key: null, body: { code: filed.requestCode, check: phone } });
  await spy('GET', '/api/tracking/v1/feed?limit=100');
  await spy('GET', `/api/tracking/v1/stages/${filed.requestCode}`);
  await spy('GET', '/api/tracking/v1/status', { tracking: filed.tracking.token });
  await spy('GET', '/metrics');
  await spy('GET', '/readyz');
};

beforeAll(async () => {
  system = await System.start({ env: { MOTCUA_LOG_LEVEL: 'debug' } });
  api = client(system.url);
  const sent = await fileAs(canary);
  filed = sent.filed;
  const desk = await api.officer('tiep-nhan');
  await lifeWithNotes(desk);
  await askEverything(sent.body, desk);
});
afterAll(() => system.dispose());

test('the canary can be found where it belongs: the spy is not blind', async () => {
  const own = await api.call('GET', `/api/intake/v1/submissions/${filed.id}`, { token: await api.officer('tiep-nhan') });
  expect(finds(own.text)).toContain(canary.fullName);
});

test('refusals, metrics, health, the public feed and the status name nobody', () => {
  expect(answers.length).toBeGreaterThan(10);
  // What the token alone opens: the citizen's name, masked, and the words that an officer addressed to the citizen.
  const shown = (text: string): string => text.replaceAll(secretNote, '').replaceAll('H. Y. Kanarienvogel', '');
  const status = answers.findIndex(({ asked }) => asked === 'GET /api/tracking/v1/status 200');
  expect(finds(answers[status]?.text ?? '')).toEqual(['Kanarienvogel']);
  const found = answers.flatMap(({ asked, text }, i) => finds(i === status ? shown(text) : text).map((piece) => `${piece} in ${asked}`));
  expect(found).toEqual([]);
});

test('no message on any stream names anybody', async () => {
  const messages = await asOperator(system.dataDir, async (manager) => {
    const all: string[] = [];
    for (const { name } of await everyStream(manager)) all.push(...(await everyMessage(manager, name)));
    return all;
  });
  expect(messages.filter((text) => text.includes(filed.id)).length).toBeGreaterThan(8);
  expect(messages.flatMap((text) => finds(text).map((piece) => `${piece} in ${text.slice(0, 200)}`))).toEqual([]);
});

test('no line of the log names anybody, at any level', () => {
  expect(system.output.join('\n').length).toBeGreaterThan(1_000);
  expect(system.output.flatMap((line) => finds(line).map((piece) => `${piece} in ${line.slice(0, 300)}`))).toEqual([]);
});

test('no store of events holds it in clear', async () => {
  expect(await system.end('SIGTERM')).toBe(0);
  for (const service of ['intake', 'workflow', 'notify', 'tracking']) {
    for (const name of readdirSync(join(system.dataDir, service)).filter((file) => /^(events|keys|checkpoints)\.db/.test(file))) {
      const bytes = readFileSync(join(system.dataDir, service, name));
      expect(
        pieces.filter((piece) => bytes.includes(piece)),
        `${service}/${name}`,
      ).toEqual([]);
    }
  }
});
