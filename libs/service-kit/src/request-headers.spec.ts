import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldError } from './problem.ts';
import { idempotencyKeyOf, ifMatchOf, languageOf, positionOf, traceOf, waitOf } from './request-headers.ts';

const read = <T>(parse: (header: string | undefined, errors: FieldError[]) => T, header: string | undefined): T | 'refused' => {
  const errors: FieldError[] = [];
  const value = parse(header, errors);
  return errors.length > 0 ? 'refused' : value;
};

describe('If-Match', () => {
  test('every revision we give comes back', () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), (revision) => {
        expect(read(ifMatchOf, `"${revision}"`)).toBe(revision);
      }),
    ));
  test.each(['*', '7', 'W/"7"', '"7", "8"', '"-1"', '"1.0"', '"9007199254740993"', '', '""', '" 7"'])('%j is refused', (header) =>
    expect(read(ifMatchOf, header)).toBe('refused'),
  );
  test('none is none', () => expect(read(ifMatchOf, undefined)).toBeUndefined());
});

test.each([
  ['a', 'a'],
  ['~'.repeat(128), '~'.repeat(128)],
  ['', 'refused'],
  ['a b', 'refused'],
  ['ã', 'refused'],
  ['x'.repeat(129), 'refused'],
])('Idempotency-Key %j', (header, expected) => expect(read(idempotencyKeyOf, header)).toBe(expected));

test.each([
  ['workflow:0', { service: 'workflow', position: 0 }],
  ['intake:123', { service: 'intake', position: 123 }],
  ['', undefined],
  ['intake', 'refused'],
  ['intake:-1', 'refused'],
  ['intake:01', 'refused'],
  ['INTAKE:1', 'refused'],
])('Motcua-Position %j', (header, expected) => expect(read(positionOf, header)).toStrictEqual(expected));

test.each([
  ['wait=5', 5000],
  ['wait=0', 0],
  ['wait=2.5', 2500],
  ['respond-async, wait=1', 1000],
  ['return=minimal', 0],
  ['wait=5.1', 'refused'],
  ['wait=60', 'refused'],
  ['wait=', 'refused'],
  ['wait=1e0', 'refused'],
])('Prefer %j', (header, expected) => expect(read(waitOf, header)).toBe(expected));

test.each([
  [undefined, 'vi'],
  ['en', 'en'],
  ['en-US,en;q=0.9', 'en'],
  ['vi;q=0.5, en;q=0.4', 'vi'],
  ['fr, en;q=0', 'vi'],
  ['*', 'vi'],
  [';;;,,,=', 'vi'],
])('Accept-Language %j is %s', (header, expected) => expect(languageOf(header)).toBe(expected));

test('a malformed traceparent is as if it were not there', () => {
  expect(traceOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')).toBe('0af7651916cd43dd8448eb211c80319c');
  for (const bad of [
    '',
    '00-x-y-01',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
  ])
    expect(traceOf(bad)).toBeUndefined();
});
