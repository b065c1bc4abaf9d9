import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBearer, testService } from '../src/index.ts';
import { toy } from './toy.ts';

let service: Awaited<ReturnType<typeof testService>>;
beforeAll(async () => {
  service = await testService(toy);
});
afterAll(() => service.stop());

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('__proto__', 'constructor', '\0', '\ud800', '\u202e', '1e999', '-0', 'a'.repeat(5_000), '%', '%ff', '../..', '{"a":'),
);
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }),
  fc.dictionary(fc.oneof(hostile, fc.constantFrom('applicant', 'count', 'form')), fc.oneof(hostile, fc.jsonValue())),
  hostile,
);
const isProblem = (type: string | null) => /^(application\/problem\+json|text\/html)/.test(type ?? '');

const assertAnswered = async (response: Response): Promise<void> => {
  await response.arrayBuffer();
  expect(response.status).toBeLessThan(500);
  if (response.status >= 400) expect(isProblem(response.headers.get('content-type'))).toBe(true);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
};

test('no JSON body makes a 5xx', () =>
  fc.assert(
    fc.asyncProperty(json, fc.constantFrom('/api/tracking/v1/things', '/api/tracking/v1/commands/1', '/form'), async (value, path) => {
      const headers = { 'content-type': 'application/json', authorization: testBearer({ roles: ['signer'] }) };
      await assertAnswered(await fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(value) ?? 'undefined' }));
    }),
    { numRuns: 300 },
  ));

test('no bytes and no content type make a 5xx', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=b',
        'multipart/form-data',
        'text/plain',
        'a/b;;',
      ),
      fc.constantFrom('/api/tracking/v1/things', '/form', '/nowhere', '/api/tracking/v1/upload'),
      async (body, type, path) => {
        await assertAnswered(await fetch(service.url + path, { method: 'POST', headers: { 'content-type': type }, body }));
      },
    ),
    { numRuns: 300 },
  ));

test('no path or query makes a 5xx', () =>
  fc.assert(
    fc.asyncProperty(hostile, hostile, fc.boolean(), async (part, query, encoded) => {
      const safe = (value: string) => encodeURIComponent(value.toWellFormed());
      const raw = (value: string) => safe(value).replaceAll('%25', '%');
      const wrap = encoded ? safe : raw;
      await assertAnswered(await fetch(`${service.url}/api/tracking/v1/echo/${wrap(part)}?q=${wrap(query)}&${wrap(part)}`));
    }),
    { numRuns: 300 },
  ));

test('no header makes a 5xx', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'if-match',
        'idempotency-key',
        'motcua-position',
        'prefer',
        'accept-language',
        'traceparent',
        'authorization',
        'x-forwarded-for',
      ),
      fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 80 }),
      async (name, value) => {
        await assertAnswered(await fetch(`${service.url}/api/tracking/v1/echo/x`, { headers: { [name]: value } }));
      },
    ),
    { numRuns: 300 },
  ));

test('no request line makes the server silent or a 5xx', () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.constantFrom('GET', 'POST', 'QUERY'), async (target, method) => {
      const bytes = target.map((byte) => (byte === 10 || byte === 13 || byte === 32 ? 47 : byte));
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      socket.write(
        Buffer.concat([
          Buffer.from(`${method} /`),
          bytes,
          Buffer.from(' HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
        ]),
      );
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 [1234]/);
    }),
    { numRuns: 200 },
  ));
