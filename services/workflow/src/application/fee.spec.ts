import { expect, test } from 'vitest';
import { procedure } from '../../test/published.ts';
import { feeOf } from './fee.ts';

test('what the law waives is nothing, copies are counted, what the province sets is unknown and never free', () => {
  expect(feeOf(procedure(), { copies: 0 })).toStrictEqual({ kind: 'free', amount: 0 });
  expect(feeOf(procedure(), { copies: 3 })).toStrictEqual({ kind: 'known', amount: 24_000 });
  expect(feeOf(procedure(), { late: true, copies: 3 })).toStrictEqual({ kind: 'unknown' });
});
