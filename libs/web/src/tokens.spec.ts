import { expect, test } from 'vitest';
import { contrast, dark, light, pairs } from './index.ts';

test('the measure is WCAG 2', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test.each([
  ['light', light],
  ['dark', dark],
] as const)('every pair of the %s palette has its contrast', (_, palette) => {
  for (const [ink, ground, least] of pairs) {
    expect(contrast(palette[ink], palette[ground]), `${ink} on ${ground}`).toBeGreaterThanOrEqual(least);
  }
});
