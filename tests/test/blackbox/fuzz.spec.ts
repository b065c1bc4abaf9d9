import { type FuzzedPage, fuzzOpenApi, fuzzPages } from '@motcua/service-kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { System } from '../../src/system.ts';

/** Random requests of each route and page. */
const runs = process.env['MOTCUA_LONG'] ? 600 : 60;

let system: System;
let authorizations: readonly string[];

beforeAll(async () => {
  system = await System.start();
  const api = client(system.url);
  const form = await exampleForm(api);
  const filed = await api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
    body: inventedSubmission({ form }),
  });
  const tokens = await Promise.all(['tiep-nhan', 'chuyen-vien', 'lanh-dao', 'cong-bo', 'van-hanh'].map((name) => api.officer(name)));
  authorizations = [...tokens.map((token) => `Bearer ${token}`), `Tracking ${filed.body.tracking.token}`, 'Bearer x.y.z', 'Basic eDp5'];
});
afterAll(() => system.dispose());

test.each(['intake', 'workflow', 'notify', 'tracking'])(
  'no route of %s answers 5xx to anything, and every refusal is a problem',
  async (service) => {
    const { body } = await client(system.url).call('GET', `/api/${service}/v1/openapi.json`);
    const seen = await fuzzOpenApi(system.url, body, { authorizations, runs });
    const statuses = new Set([...seen.values()].flatMap((answers) => [...answers.keys()]));
    expect(seen.size).toBeGreaterThan(4);
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401]));
    // Every route was met behind the door: with a caller it takes, in a form it reads.
    const turnedAway = [...seen].filter(([, answers]) => [...answers.keys()].every((status) => [401, 403, 415].includes(status)));
    // What a provider calls is signed: nobody here can.
    expect(turnedAway.map(([route]) => route).filter((route) => !route.includes('/webhooks/'))).toEqual([]);
  },
);

const procedures = ['1.001193', '2.000635', '1.001612'];
/** The fields that the page itself sends. */
const fieldsOf = async (path: string): Promise<readonly string[]> => {
  const text = await (await fetch(`${system.url}${path}`)).text();
  return [...new Set([...text.matchAll(/ name="([^"]+)"/g)].flatMap(([, name]) => name ?? []))];
};
const pagesFor = async (tracking: string): Promise<readonly FuzzedPage[]> => {
  const filing = await Promise.all(procedures.map((code) => fieldsOf(`/nop-ho-so/${code}`)));
  const lookup = await fieldsOf('/tra-cuu');
  expect(lookup).toEqual(expect.arrayContaining(['code', 'check']));
  expect(filing.flat()).toEqual(expect.arrayContaining(['key', 'agency', 'applicant/fullName', 'paper/giay-chung-sinh']));
  return [
    { path: '/', query: ['lang'] },
    { path: '/tra-cuu', query: ['lang', 'ma'] },
    { path: '/tra-cuu', fields: lookup },
    { path: '/s', query: ['lang'] },
    { path: '/s/view', fields: ['lang'], authorization: tracking },
    { path: '/thu-tuc', query: ['q', 'cursor', 'lang'] },
    { path: '/thu-tuc/{x}', known: procedures },
    { path: '/nop-ho-so/{x}', known: procedures },
    ...procedures.map((code, nth) => ({ path: `/nop-ho-so/${code}`, multipart: true, fields: filing[nth] ?? [] })),
    { path: '/hop-thu', query: ['to'] },
  ];
};

test('no page answers 5xx to anything, or says back what was sent as it was sent', async () => {
  const pages = await pagesFor(authorizations.find((one) => one.startsWith('Tracking ')) ?? '');
  const seen = await fuzzPages(system.url, pages, { runs });
  expect(seen.size).toBe(pages.length);
  // What is only looked at was shown, what is filled in was read.
  const unmet = [...seen].filter(([page, answers]) => {
    const met = page.startsWith('GET ') ? [200] : [200, 303, 400, 404];
    return !met.some((status) => answers.has(status));
  });
  expect(unmet).toEqual([]);
});

test.each([
  ['not JSON', '{"a":', 'application/json', [400]],
  ['another encoding', '{}', 'application/json; charset=utf-16', [400, 415]],
  ['another type', '<a/>', 'application/xml', [400, 415]],
  ['too long', `"${'a'.repeat(1_100_000)}"`, 'application/json', [413]],
  ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', [400]],
  ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/json', [400]],
])('%s is refused with a problem', async (_what, body, type, statuses) => {
  const answer = await client(system.url).call('POST', '/api/intake/v1/submissions', { body, headers: { 'content-type': type } });
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('after all that everything still works', async () => {
  const api = client(system.url);
  expect((await api.call('GET', '/readyz')).status).toBe(200);
  const form = await exampleForm(api);
  const filed = await api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
    body: inventedSubmission({ form }),
  });
  await eventually(
    () => api.call('GET', '/api/tracking/v1/status', { tracking: filed.body.tracking.token }),
    ({ status }) => status === 200,
  );
});
