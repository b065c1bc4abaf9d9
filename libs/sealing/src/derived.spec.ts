import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkHash, fingerprintOf, requestCodeOf, subjectIdOf, tokenHashOf, trackingToken, uuidFromHmac } from './derived.ts';
import { findSecret, newestSecret } from './secrets.ts';

const dossierId = '5f7b3c52-27ad-8a77-9c53-0d9bb1a3a9f1';

test('a tracking token is 43 characters and differs by secret, dossier and generation', () => {
  const tokens = [
    trackingToken('s', dossierId, 1),
    trackingToken('s', dossierId, 2),
    trackingToken('t', dossierId, 1),
    trackingToken('s', uuidFromHmac('s', 'x'), 1),
  ];
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  expect(new Set(tokens).size).toBe(4);
  expect(trackingToken('s', dossierId, 1)).toBe(tokens[0]);
});

test('known values do not move: stored ids and printed codes depend on them', () => {
  expect(tokenHashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(uuidFromHmac('secret', '/submissions', 'anonymous', '0123456789abcdef')).toMatchInlineSnapshot(
    `"1ffe72ac-a94b-8c8b-9e94-306c3e3f2e11"`,
  );
  expect(requestCodeOf('secret', dossierId)).toMatchInlineSnapshot(`"YC-4V1G-6RFP-9BKR"`);
  expect(trackingToken('secret', dossierId, 1)).toMatchInlineSnapshot(`"b88ELpbDJrd0FcD--vF71ZKcxoJVMIhTgbj9twexlpE"`);
});

describe('an id from an HMAC', () => {
  test('is a UUIDv8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (part) => {
        fc.pre(!part.includes('\0'));
        const id = uuidFromHmac('secret', part);
        expect(z.uuid({ version: 'v8' }).safeParse(id).success).toBe(true);
      }),
    );
  });
  test('tells its parts apart', () => {
    expect(uuidFromHmac('s', 'a', 'bc')).not.toBe(uuidFromHmac('s', 'ab', 'c'));
    expect(() => uuidFromHmac('s', 'a\0b')).toThrow(RangeError);
  });
});

test('a fingerprint compares JSON, not text: the order of properties does not count, every value does', () => {
  const key = new Uint8Array(32);
  expect(fingerprintOf(key, { a: 1, b: [1, { c: 'ế' }] })).toBe(fingerprintOf(key, { b: [1, { c: 'ế' }], a: 1 }));
  expect(fingerprintOf(key, { a: 1, b: [1, 2] })).not.toBe(fingerprintOf(key, { a: 1, b: [2, 1] }));
  expect(fingerprintOf(new Uint8Array(32).fill(1), { a: 1 })).not.toBe(fingerprintOf(key, { a: 1 }));
});

test('a request code can be read out on the phone and needs the secret', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(requestCodeOf('s', id)).toMatch(/^YC-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(requestCodeOf('s', id)).not.toBe(requestCodeOf('t', id));
    }),
  );
});

test('checks and subjects are hashes', () => {
  expect(checkHash('salt', '1234')).toMatch(/^[0-9a-f]{64}$/);
  expect(checkHash('salt', '1234')).not.toBe(checkHash('tlas', '1234'));
  expect(subjectIdOf('s', '099000000001')).toMatch(/^[0-9a-f]{64}$/);
});

test('a ring gives its newest secret first and finds older ones by id', () => {
  const ring = [
    { id: 'b', secret: '2' },
    { id: 'a', secret: '1' },
  ];
  expect(newestSecret(ring).id).toBe('b');
  expect(findSecret(ring, 'a')?.secret).toBe('1');
  expect(findSecret(ring, 'c')).toBeUndefined();
  expect(() => newestSecret([])).toThrow(RangeError);
});
