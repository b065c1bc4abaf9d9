import { createHmac, randomUUID } from 'node:crypto';
import { eventIdOf } from '@motcua/es';
import { type Running, type ServiceDefinition, testBearer, testService } from '@motcua/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readMessages } from '../../src/application/read-messages.ts';
import { recordReceipts } from '../../src/application/record-receipts.ts';
import { inboxController } from '../../src/http/inbox.controller.ts';
import { messagesController } from '../../src/http/messages.controller.ts';
import { guardWebhooks } from '../../src/http/webhook-signature.ts';
import { webhooksController } from '../../src/http/webhooks.controller.ts';
import type { MessagesState } from '../../src/projections/messages/messages.document.ts';
import { messagesProjection } from '../../src/projections/messages/messages.projection.ts';
import { all, at, dossierId, recorded } from './dossier-life.ts';
import { openSending, type Sending, secret } from './sending.ts';

let s: Sending;
let app: Running;
/** The read model, folded on the spot from the store. */
const find = async (id: string) => {
  const events = await all(s.store, '');
  return events
    .filter((event) => messagesProjection.documentsOf('notify', event).includes(id))
    .reduce<MessagesState | undefined>((state, event) => messagesProjection.evolve(state, event, undefined, 'notify'), undefined);
};

beforeAll(async () => {
  s = await openSending();
  class Module {}
  const definition: ServiceDefinition<Record<string, never>> = {
    name: 'notify',
    config: z.object({}) as never,
    open: async () => ({
      module: {
        module: Module,
        controllers: [
          webhooksController({ record: (provider) => recordReceipts(s.handlers, provider), providers: ['zalo', 'sms'] }),
          messagesController({
            read: readMessages({ find, keys: s.deps.keys, store: s.store, now: () => at }),
            passed: async (_dossier, { position }) => position <= 7,
            asOf: () => new Date(),
          }),
          inboxController(async () => [
            { provider: 'zalo', to: '+84900000123', text: '<b>Xem: https://m.example/s#t', at: 1, delivered: true },
          ]),
        ],
      },
      strategies: [],
      mount: guardWebhooks({ receipts: secret }),
      start: async () => undefined,
      readiness: async () => [],
      drain: async () => undefined,
      stop: async () => undefined,
    }),
  };
  app = await testService(definition);
  s.simulator.receiptsTo(`${app.url}/api/notify/v1/webhooks`);
});
afterAll(async () => {
  await app.stop();
  await s.close();
});

const post = (path: string, body: unknown, key = secret, seconds = Math.floor(Date.now() / 1000)) => {
  const text = JSON.stringify(body);
  const mac = createHmac('sha256', key).update(`${seconds}.${text}`).digest('hex');
  return fetch(`${app.url}/api/notify/v1/webhooks/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'motcua-signature': `t=${seconds},v1=${mac}` },
    body: text,
  });
};
const receiptOf = (key: string) => ({ receipts: [{ key, messageId: 'm', status: 'delivered', at }] });
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('receipts', () => {
  test('without the right signature are 401, before anybody looks at the body', async () => {
    for (const body of [receiptOf(randomUUID()), { nonsense: 1 }]) {
      const answer = await post('sms/receipts', body, 'another secret');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await post('sms/receipts', receiptOf(randomUUID()), secret, Math.floor(Date.now() / 1000) - 3_600)).status).toBe(401);
  });
  test('of ids that are not ours are ignored like the others; malformed ones are 400', async () => {
    const answer = await post('sms/receipts', receiptOf(randomUUID()));
    expect([answer.status, await answer.json()]).toEqual([200, { recorded: 0, ignored: 1 }]);
    expect((await post('sms/receipts', { receipts: [{ key: 'x' }] })).status).toBe(400);
    expect((await post('fax/receipts', receiptOf(randomUUID()))).status).toBe(404);
  });
  test('before the answer, twice, and all at once count once', async () => {
    const intent = await s.intent(100);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('sms/receipts', receiptOf(intent.data.notificationId))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await s.stageOf(100)).toBe('delivered');
    const events = await all(s.store, `notification-${intent.data.notificationId}`);
    expect(events.map(({ type }) => type)).toEqual(['NotificationRequested.v1', 'NotificationDelivered.v1']);
  });
  test.each(['sms', 'zalo'] as const)('come from the simulator of %s', async (channel) => {
    const n = channel === 'sms' ? 101 : 102;
    await s.send(await s.intent(n, channel), 1);
    await until(async () => (await s.stageOf(n)) === 'delivered');
  });
  test.each([
    ['early-receipt', 103],
    ['duplicate-receipts', 104],
  ] as const)('survive %s', async (kind, n) => {
    await s.fault(kind);
    await s.send(await s.intent(n), 1);
    await until(async () => (await s.stageOf(n)) === 'delivered');
    expect((await s.faults()).find((fault) => fault.kind === kind)).toMatchObject({ happened: 1 });
    const events = await all(s.store, `notification-${eventIdOf('test', n)}`);
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'NotificationDelivered.v1',
      'NotificationRequested.v1',
      'NotificationSent.v1',
    ]);
  });
  test.each(['%77ebhooks/sms/receipts', 'webhooks/sms/receip%74s', '%77ebhooks/zalo', 'webhooks/z%61lo'])(
    'without a signature are 401 however the address is written: %s',
    async (path) => {
      const body = path.endsWith('lo') ? { event_name: 'user_send_text', timestamp: Date.now() } : receiptOf(randomUUID());
      const answer = await fetch(`${app.url}/api/notify/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(401);
    },
  );
  test('an unsigned Zalo event is 401', async () => {
    expect((await post('zalo', { event_name: 'user_send_text', timestamp: Date.now() })).status).toBe(401);
  });
});

describe('messages', () => {
  const get = (query: string, bearer = testBearer({ roles: ['counter-officer'] })) =>
    fetch(`${app.url}/api/notify/v1/messages?${query}`, { headers: { authorization: bearer } });
  const itemsOf = async (answer: Response) => ((await answer.json()) as { items: { id: string; text: string | null }[] }).items;

  beforeAll(async () => {
    const { opened, accepted, ready } = s.life;
    for (const [i, event] of [opened, accepted, ready].entries()) await s.announce(recorded(event, i));
  });
  test('are read by officers of the agency, texts opened on the spot', async () => {
    const items = await itemsOf(await get(`dossier=${dossierId}&limit=100`));
    expect(items.at(-1)).toMatchObject({ kind: 'result-ready', variant: 'early', channel: 'sms', state: 'requested', dossier: dossierId });
    expect(items.at(-1)?.text).toContain('H53.12-261123-0007');
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
  test.each(['publisher', 'operator', 'neighbour'])('are not shown to a %s', async (role) =>
    expect((await get(`dossier=${dossierId}`, testBearer({ roles: [role] }))).status).toBe(403),
  );
  test('are not shown to another agency; a superior supervisor and an auditor see them', async () => {
    const seenBy = async (agency: string, role: 'counter-officer' | 'supervisor' | 'auditor') =>
      (await itemsOf(await get(`dossier=${dossierId}`, testBearer({ roles: [role], agency })))).length > 0;
    expect(await seenBy('H53.99', 'counter-officer')).toBe(false);
    expect(await seenBy('H53', 'counter-officer')).toBe(false);
    expect(await seenBy('H53', 'supervisor')).toBe(true);
    expect(await seenBy('H53.99', 'auditor')).toBe(true);
  });
  test('leave a record of who looked, once a day, and none of who saw nothing', async () => {
    const lookedAt = async (id: string) =>
      (await all(s.store, 'messageaccess-')).filter(({ data }) => (data as { officer: string }).officer === id).map(({ type }) => type);
    const reader = (id: string, agency: string) => testBearer({ id, roles: ['counter-officer'], agency });
    for (const id of ['ngoai', 'trong', 'trong']) await get(`dossier=${dossierId}`, reader(id, id === 'ngoai' ? 'H53.99' : 'H53.12'));
    expect(await lookedAt('trong')).toEqual(['MessagesViewed.v1']);
    expect(await lookedAt('ngoai')).toEqual([]);
  });
  test('come in pages', async () => {
    const whole = await itemsOf(await get(`dossier=${dossierId}&limit=100`));
    const first = await get(`dossier=${dossierId}&limit=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
    const second = await fetch(app.url + next, { headers: { authorization: testBearer({ roles: ['clerk'] }) } });
    expect([...(await itemsOf(first)), ...(await itemsOf(second))]).toEqual(whole.slice(0, 4));
  });
  test('say as of when, in the time of Viet Nam, and are not shown before what the caller has seen is among them', async () => {
    const waiting = (position: string, prefer = 'wait=1') =>
      fetch(`${app.url}/api/notify/v1/messages?dossier=${dossierId}`, {
        headers: { authorization: testBearer({ roles: ['clerk'] }), 'motcua-position': position, prefer },
      });
    const seen = await waiting('workflow:7');
    expect(seen.status).toBe(200);
    expect(seen.headers.get('motcua-as-of')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+07:00$/);
    const missing = await waiting('workflow:8');
    expect([missing.status, missing.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await waiting('workflow:8', 'wait=0')).status).toBe(200);
  });
  test('have no text once the person has been erased', async () => {
    s.keys.delete(dossierId);
    const items = await itemsOf(await get(`dossier=${dossierId}`));
    s.keys.set(dossierId, s.key);
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ text }) => text === null)).toBe(true);
  });
  test('need an officer and a decent query', async () => {
    expect((await fetch(`${app.url}/api/notify/v1/messages?dossier=${dossierId}`)).status).toBe(401);
    for (const query of [
      'dossier=x',
      '',
      `dossier=${dossierId}&limit=0`,
      `dossier=${dossierId}&cursor=!`,
      `dossier=${dossierId}&surprise=1`,
    ])
      expect((await get(query)).status).toBe(400);
  });
});

test('the trial inbox shows phones, masked and harmless', async () => {
  const answer = await fetch(`${app.url}/hop-thu`);
  const html = await answer.text();
  expect(answer.status).toBe(200);
  expect(html).toMatch(/<html[^>]+lang="vi"/);
  expect(html).toContain('09•• ••• 123');
  expect(html).toContain('&lt;b&gt;');
  expect(html).not.toContain('+84900000123');
});
