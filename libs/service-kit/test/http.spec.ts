import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testBearer, testService } from '../src/index.ts';
import { toy, toyState, wholeFiles } from './toy.ts';

let service: Awaited<ReturnType<typeof testService>>;
beforeAll(async () => {
  service = await testService(toy);
});
afterAll(() => service.stop());

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(service.url + path, init);
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    type,
    text,
    body: /json/.test(type) && text !== '' ? JSON.parse(text) : undefined,
  };
};
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const good = { applicant: { fullName: 'Trần Thị Thử', nationalId: '099123456789' } };
const pointers = (answer: { body: { errors: { pointer: string }[] } }) => answer.body.errors.map((error) => error.pointer);

describe('answers', () => {
  test('carry the security headers and are not stored', async () => {
    const answer = await ask('/api/tracking/v1/hello');
    expect(answer.status).toBe(200);
    expect(answer.body).toStrictEqual({ hello: 'xin chào' });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
  test('a call has its parameters parsed by their schemas', async () => {
    const answer = await ask('/api/tracking/v1/echo/a%20b?limit=5', {
      headers: {
        'if-match': '"7"',
        'motcua-position': 'workflow:12',
        prefer: 'wait=5',
        'accept-language': 'en-GB,vi;q=0.5',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
    expect(answer.body).toMatchObject({
      params: { id: 'a b' },
      query: { limit: 5 },
      ifMatch: 7,
      position: { service: 'workflow', position: 12 },
      waitMs: 5000,
      language: 'en',
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
    expect(answer.headers.get('traceparent')).toContain('0af7651916cd43dd8448eb211c80319c');
  });
  test('a page is HTML, and so are its problems', async () => {
    expect((await ask('/')).text).toContain('Một Cửa');
    const refused = await ask('/form', { method: 'POST', body: new URLSearchParams({ nobody: 'x' }) });
    expect(refused.status).toBe(400);
    expect(refused.type).toContain('text/html');
    expect((await ask('/nowhere', { headers: { accept: 'text/html' } })).type).toContain('text/html');
  });
  test('what a chat adds to a link is passed over by a page, and refused by the interface', async () => {
    const added = '?utm_source=zalo&fbclid=x';
    expect((await ask(`/${added}`)).status).toBe(200);
    expect((await ask(`/form${added}`, { method: 'POST', body: new URLSearchParams({ name: 'Trần Thị' }) })).status).toBe(200);
    expect((await ask(`/${added}&utm%00=x`)).status).toBe(400);
    expect((await ask(`/api/tracking/v1/hello${added}`)).status).toBe(400);
  });
  test('a posted form arrives, repeated names as a list', async () => {
    const answer = await ask('/form', {
      method: 'POST',
      body: new URLSearchParams([
        ['name', 'Trần Thị'],
        ['tag', 'a'],
        ['tag', 'b'],
      ]),
    });
    expect(answer.body).toStrictEqual({ name: 'Trần Thị', tag: ['a', 'b'] });
  });
  // A parser that copied the list at each name would copy some 10¹¹ entries and outlast the runner's patience.
  test('a form with one name half a million times is read and refused like any other', async () => {
    const answer = await ask('/form', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `name=x&${'t&'.repeat(500_000)}`,
    });
    expect(answer.status).toBe(400);
  });
});

describe('bad input', () => {
  test.each([
    ['an unknown property', { ...good, surprise: 1 }, ['/surprise']],
    ['a nested one', { applicant: { ...good.applicant, 'a/b': 1 } }, ['/applicant/a~1b']],
    ['a wrong value', { applicant: { fullName: 'A', nationalId: '12' } }, ['/applicant/nationalId']],
    ['a number as text', { ...good, count: '1' }, ['/count']],
    ['NUL', { applicant: { ...good.applicant, fullName: 'a\0b' } }, ['/applicant/fullName']],
    ['half a surrogate pair', '{"applicant":{"fullName":"\\ud800","nationalId":"099123456789"}}', ['/applicant/fullName']],
    ['an infinite number', `{"applicant":${JSON.stringify(good.applicant)},"count":1e999}`, ['/count']],
    ['a prototype key', '{"__proto__":{"x":1}}', ['']],
    ['a constructor key', '{"constructor":{"prototype":{"x":1}}}', ['']],
    ['a list', '[]', ['']],
    ['null', 'null', ['']],
    ['no JSON', '{"a":', ['']],
    ['nothing', '', ['']],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), ['']],
  ])('%s is 400 with a pointer', async (_name, body, expected) => {
    const answer = await post('/api/tracking/v1/things', body);
    expect(answer.status).toBe(400);
    expect(answer.type).toContain('application/problem+json');
    expect(answer.body.type).toBe('urn:motcua:problem:malformed');
    expect(pointers(answer)).toStrictEqual(expected);
  });
  test('bytes that are no UTF-8 are 400', async () => {
    const answer = await ask('/api/tracking/v1/things', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(answer.status).toBe(400);
  });
  test.each([
    'text/plain',
    'application/xml',
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    ';',
    'json',
  ])('content type %s is 415', async (type) => {
    const answer = await post('/api/tracking/v1/things', good, { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(answer.body.type).toBe('urn:motcua:problem:unsupported-media-type');
  });
  test('more than 1 MiB is 413', async () => {
    expect((await post('/api/tracking/v1/things', { ...good, form: { x: 'a'.repeat(1_100_000) } })).status).toBe(413);
  });
  test.each([
    ['/api/tracking/v1/echo/x?surprise=1', '?surprise'],
    ['/api/tracking/v1/echo/x?limit=a', '?limit'],
    ['/api/tracking/v1/echo/x?limit=1&limit=2', '?limit'],
    ['/api/tracking/v1/echo/x?q=%00', '?q'],
    ['/api/tracking/v1/echo/x?q=%ff', '?'],
    ['/api/tracking/v1/echo/x?__proto__=1', '?__proto__'],
    ['/api/tracking/v1/echo/a%00b', ':id'],
    [`/api/tracking/v1/echo/${'x'.repeat(60)}`, ':id'],
    ['/api/tracking/v1/hello?x=1', '?x'],
  ])('%s is 400', async (path, pointer) => {
    const answer = await ask(path);
    expect(answer.status).toBe(400);
    expect(pointers(answer)).toStrictEqual([pointer]);
  });
  test('broken percent escapes in the path are 400, over-long parameters 414', async () => {
    expect((await ask('/api/tracking/v1/echo/%ff')).status).toBe(400);
    expect((await ask(`/api/tracking/v1/echo/${'x'.repeat(900)}`)).status).toBe(414);
  });
  test.each([
    ['if-match', '*'],
    ['if-match', 'W/"1"'],
    ['if-match', '1'],
    ['if-match', '"01"'],
    ['idempotency-key', 'a b'],
    ['idempotency-key', 'x'.repeat(129)],
    ['motcua-position', 'workflow'],
    ['prefer', 'wait=6'],
    ['prefer', 'wait=-1'],
  ])('the header %s: %s is 400', async (name, value) => {
    expect((await ask('/api/tracking/v1/echo/x', { headers: { [name]: value } })).status).toBe(400);
  });
  test('a body where none is expected is 400, an empty object is none', async () => {
    const authorization = testBearer({ roles: ['signer'] });
    expect((await post('/api/tracking/v1/commands/1', { x: 1 }, { authorization })).status).toBe(400);
    expect((await post('/api/tracking/v1/commands/1', {}, { authorization })).status).toBe(200);
    expect((await ask('/api/tracking/v1/commands/1', { method: 'POST', headers: { authorization } })).status).toBe(200);
  });
  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is 404 as a problem', async (method) => {
    const answer = await ask('/api/tracking/v1/hello', { method });
    expect(answer.status).toBe(404);
    expect(answer.type).toContain('problem+json');
  });
  test('HEAD answers without a body', async () => {
    const answer = await ask('/api/tracking/v1/hello', { method: 'HEAD' });
    expect([answer.status, answer.text]).toStrictEqual([200, '']);
  });
});

describe('uploads', () => {
  const formOf = (parts: [string, string | File][]) => {
    const form = new FormData();
    for (const [name, value] of parts) form.append(name, value);
    return form;
  };
  const send = (parts: [string, string | File][]) => ask('/api/tracking/v1/upload', { method: 'POST', body: formOf(parts) });
  test('fields and a file arrive in order', async () => {
    const answer = await send([
      ['note', 'Giấy'],
      ['file', new File(['x'.repeat(500)], 'ảnh.png')],
    ]);
    expect(answer.status).toBe(201);
    expect(answer.body).toStrictEqual([
      ['note', 'Giấy'],
      ['file', 'ảnh.png', 500],
    ]);
  });
  test('a file or a number of files past the limit is 413', async () => {
    expect((await send([['file', new File(['x'.repeat(1_500)], 'a.png')]])).status).toBe(413);
    expect((await send([1, 2, 3].map((n) => ['file', new File(['x'], `${n}.png`)]))).status).toBe(413);
  });
  test('a file cut at the limit fails whoever reads it, before it can be taken for whole', async () => {
    const before = wholeFiles.length;
    const answer = await ask('/api/tracking/v1/upload', {
      method: 'POST',
      body: formOf([['file', new File(['x'.repeat(1_001)], 'a.png')]]),
    });
    expect([answer.status, wholeFiles.length]).toStrictEqual([413, before]);
  });
  test.each(['', '; filename="a"'])('a part without a name is 400 (form-data%s)', async (rest) => {
    const answer = await ask('/api/tracking/v1/upload', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: `--b\r\nContent-Disposition: form-data${rest}\r\n\r\nx\r\n--b--\r\n`,
    });
    expect(answer.status).toBe(400);
  });
  test('a field or a name that is cut is 413', async () => {
    expect((await send([['note', 'x'.repeat(300_000)]])).status).toBe(413);
    expect((await send([['n'.repeat(300), 'x']])).status).toBe(413);
  });
  test.each(['{"toString":1,"valueOf":1}', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, '"\\u0000"', '"\\ud800"'])(
    'a field labelled as JSON is 400, whatever it holds',
    async (json) => {
      const answer = await ask('/api/tracking/v1/upload', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body: `--b\r\nContent-Disposition: form-data; name="note"\r\nContent-Type: application/json\r\n\r\n${json}\r\n--b--\r\n`,
      });
      expect(answer.status).toBe(400);
    },
  );
  test.each(['', '\r\n'])('a file that is cut off while the one before it is kept is 400 (ended with %j)', async (ending) => {
    const file = (name: string, content: string) => `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a"\r\n\r\n${content}`;
    const answer = await ask('/api/tracking/v1/upload', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: `${file('file', 'whole')}\r\n${file('other', 'half')}${ending}`,
    });
    expect(answer.status).toBe(400);
  });
  test.each(['--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf', '', 'nonsense', '--b--', '--b\r\n'])(
    'the broken body %j is 4xx',
    async (body) => {
      const answer = await ask('/api/tracking/v1/upload', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body,
      });
      expect([201, 400, 415]).toContain(answer.status);
    },
  );
});

describe('who calls', () => {
  test('401 comes before the body is looked at, 403 after', async () => {
    expect((await post('/api/tracking/v1/commands/1', '{')).status).toBe(401);
    expect((await post('/api/tracking/v1/commands/1', '{', { authorization: testBearer({ roles: ['clerk'] }) })).status).toBe(400);
    const refused = await post('/api/tracking/v1/commands/1', {}, { authorization: testBearer({ roles: ['clerk'] }) });
    expect([refused.status, refused.body.type]).toStrictEqual([403, 'urn:motcua:problem:forbidden']);
  });
  test.each(['Basic eDp5', 'Bearer', 'Bearer nonsense', 'Tracking short', 'x'])('%s is 401, on open routes too', async (authorization) => {
    const answer = await ask('/api/tracking/v1/hello', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });
  test('a tracking token is handed on', async () => {
    const token = 'a'.repeat(43);
    expect((await ask('/api/tracking/v1/secret', { headers: { authorization: `Tracking ${token}` } })).body).toStrictEqual({
      kind: 'tracking',
      token,
    });
    expect((await ask('/api/tracking/v1/secret')).status).toBe(401);
    expect((await ask('/api/tracking/v1/secret', { headers: { authorization: testBearer({ roles: [] }) } })).status).toBe(401);
  });
});

describe('errors', () => {
  test.each([
    ['Rejection', 409],
    ['VersionConflict', 412],
    ['EventIdReused', 422],
    ['AppendTooLarge', 413],
    ['StoreUnavailable', 503],
    ['ReadModelsUnavailable', 503],
    ['NobodyAnswers', 503],
    ['Problem', 403],
    ['toString', 500],
  ])('%s answers %i', async (name, status) => {
    const answer = await ask(`/api/tracking/v1/thrown/${name}`);
    expect(answer.status).toBe(status);
    if (name === 'Rejection')
      expect(answer.body).toMatchObject({
        type: 'urn:motcua:problem:wrong-state',
        code: 'wrong-state',
        state: 'opened',
        allowed: ['accept'],
      });
    if (status === 503) expect(answer.headers.get('retry-after')).toBe('2');
  });
  test('a bug is 500 and says nothing of what it saw', async () => {
    const answer = await ask('/api/tracking/v1/boom');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('0912345678');
  });
});

describe('operations', () => {
  test('readiness follows the checks', async () => {
    expect((await ask('/readyz')).status).toBe(200);
    toyState.ready = false;
    const answer = await ask('/api/tracking/v1/readyz');
    toyState.ready = true;
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      type: 'urn:motcua:problem:not-ready',
      checks: [{ service: 'tracking', name: 'toy', ready: false }],
    });
    expect((await ask('/livez')).status).toBe(200);
  });
  test('metrics name routes by their template', async () => {
    const answer = await ask('/api/tracking/v1/metrics');
    expect(answer.text).toMatch(
      /http_server_request_duration_seconds_count\{service="tracking",http_request_method="GET",http_route="\/api\/tracking\/v1\/echo\/:id",http_response_status_code="200"\} \d+/,
    );
    expect(answer.text).toContain('toy_gauge{service="tracking"} 7');
  });
  test('OpenAPI describes the routes and leaves pages out', async () => {
    const { body } = await ask('/api/tracking/v1/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain('/api/tracking/v1/echo/{id}');
    expect(Object.keys(body.paths)).not.toContain('/');
    expect(body.paths['/api/tracking/v1/things'].post.requestBody.content['application/json'].schema.additionalProperties).toBe(false);
    expect((await ask('/docs')).text).toContain('href="/docs/tracking"');
    expect((await ask('/docs/tracking')).text).toContain('/api/tracking/v1/things');
  });
});
