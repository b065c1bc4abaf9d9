import { expect, test } from 'vitest';
import { z } from 'zod';
import { codec } from './codec.ts';
import type { Recorded } from './event.ts';

const RequestedV2 = z.object({ applicant: z.object({ id: z.string() }) });
const table = {
  'Requested.v1': z.object({ applicant: z.string() }).transform(({ applicant }) => ({ applicant: { id: applicant } })),
  'Requested.v2': RequestedV2,
  'Withdrawn.v1': z.object({}),
};
const { decode, check } = codec(table);
const stored = (type: string, data: object): Recorded => ({
  id: 'e-1',
  type,
  data,
  metadata: { at: '2026-11-23T08:00:00+07:00', actor: 'citizen', correlationId: 'd-1', causationId: 'c-1' },
  stream: 'request-1',
  revision: 0,
  position: 1,
  hash: 'h',
  previous: '',
});

test('an old version is read as the newest, type and shape; the rest stays as stored', () => {
  const newest = { ...stored('Requested.v2', { applicant: { id: 'a-1' } }) };
  expect(decode(stored('Requested.v1', { applicant: 'a-1' }))).toStrictEqual(newest);
  expect(decode(newest)).toStrictEqual(newest);
});

test('what is unknown or not of its shape is a fault, not a guess', () => {
  expect(() => decode(stored('Requested.v3', {}))).toThrow('Requested.v3');
  expect(() => decode(stored('constructor', {}))).toThrow('unknown');
  expect(() => decode(stored('Requested.v2', { applicant: 'a-1' }))).toThrow();
  expect(() => codec({ Requested: RequestedV2 })).toThrow('version');
});

test('only the newest version is stored, as its shape says', () => {
  const event = { type: 'Requested.v2', data: { applicant: { id: 'a-1' }, more: true } };
  expect(check(event)).toStrictEqual({ type: 'Requested.v2', data: { applicant: { id: 'a-1' } } });
  expect(() => check({ type: 'Requested.v1', data: { applicant: 'a-1' } })).toThrow('Requested.v2');
  expect(() => check({ type: 'Withdrawn.v2', data: {} })).toThrow('unknown');
  expect(() => check({ type: 'Requested.v2', data: {} })).toThrow();
});
