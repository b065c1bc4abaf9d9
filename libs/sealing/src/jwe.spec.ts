import { Jwe } from '@motcua/contracts';
import fc from 'fast-check';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import { kidOf, newDataKey, seal, sealBytes, UnsealFailed, unseal, unsealBytes, unwrapKey, wrapKey } from './jwe.ts';

const kid = '5f7b3c52-27ad-8a77-9c53-0d9bb1a3a9f1';

describe('compact JWE', () => {
  test('jose opens what we seal, for any JSON value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const key = newDataKey();
        const { plaintext, protectedHeader } = await compactDecrypt(seal(value, key, kid), key);
        expect(new TextDecoder().decode(plaintext)).toBe(JSON.stringify(value));
        expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid });
      }),
      { numRuns: 50 },
    );
  });

  test('we open what jose seals', async () => {
    const key = newDataKey();
    const jwe = await new CompactEncrypt(new TextEncoder().encode('{"tên":"Trần Thị Thử An"}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
      .encrypt(key);
    expect(unseal(jwe, key)).toEqual({ tên: 'Trần Thị Thử An' });
  });

  test('has the shape the contracts ask for, names its key and nothing else', () => {
    const jwe = seal({ phone: '+84912345678' }, newDataKey(), kid);
    expect(Jwe.safeParse(jwe).success).toBe(true);
    expect(kidOf(jwe)).toBe(kid);
    expect(kidOf('no jwe')).toBeUndefined();
  });

  test('never uses an IV twice, also past one pool of random bytes', () => {
    const key = newDataKey();
    const ivs = Array.from({ length: 1_500 }, () => seal('', key, kid).split('.')[2]);
    expect(new Set(ivs).size).toBe(ivs.length);
  });

  test('any changed character, another key or no JWE at all does not open', () => {
    const key = newDataKey();
    const jwe = seal({ a: 1 }, key, kid);
    expect(() => unseal(jwe, newDataKey())).toThrow(UnsealFailed);
    for (const part of [0, 2, 3, 4]) {
      const parts = jwe.split('.');
      parts[part] = (parts[part]?.startsWith('A') ? 'B' : 'A') + parts[part]?.slice(1);
      expect(() => unseal(parts.join('.'), key), `part ${part}`).toThrow(UnsealFailed);
    }
    for (const other of ['', 'a.b.c', '....', `${jwe}.x`, 'e30..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA']) {
      expect(() => unseal(other, key)).toThrow(UnsealFailed);
    }
  });

  test('a shortened authentication tag does not open', () => {
    const key = newDataKey();
    const parts = seal({ a: 1 }, key, kid).split('.');
    parts[4] = Buffer.from(parts[4] ?? '', 'base64url')
      .subarray(0, 4)
      .toString('base64url');
    expect(() => unseal(parts.join('.'), key)).toThrow(UnsealFailed);
  });
});

test('a wrapped key comes back the same', () => {
  const under = newDataKey();
  const key = newDataKey();
  expect(Buffer.from(unwrapKey(wrapKey(key, under, kid), under)).equals(key)).toBe(true);
});

test('sealed bytes come back the same, changed ones do not open', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(), (bytes, place) => {
      const key = newDataKey();
      const sealed = sealBytes(bytes, key);
      expect(Buffer.from(unsealBytes(sealed, key)).equals(bytes)).toBe(true);
      const index = place % sealed.length;
      sealed[index] = (sealed[index] ?? 0) ^ 1;
      expect(() => unsealBytes(sealed, key)).toThrow(UnsealFailed);
    }),
  );
  expect(() => unsealBytes(new Uint8Array(27), newDataKey())).toThrow(UnsealFailed);
});
