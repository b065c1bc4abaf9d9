import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('it is the canonical JSON of the canonicalize package, for whatever JSON can hold', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());
  const value = fc.oneof(
    fc.jsonValue({ stringUnit: 'binary', depthSize: 'medium' }),
    fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(undefined))),
    fc.dictionary(fc.constantFrom('10', '9', '__proto__', 'constructor', 'toString', 'é', '\u{1F600}', '\ufb33'), fc.integer()),
  );
  fc.assert(
    fc.property(value, (any) => {
      fc.pre(JSON.stringify(any).isWellFormed() && !JSON.stringify(any).includes('\\ud'));
      expect(canonicalJson(any)).toBe(canonicalize(any));
    }),
    { numRuns: 2_000 },
  );
});

test('what it wrote reads back, half surrogates included', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      expect(JSON.parse(canonicalJson({ texts, half: '\ud83d' }))).toStrictEqual({ texts, half: '\ud83d' });
    }),
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, undefined, { deep: [Number.NaN] }])('it refuses %s', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});
