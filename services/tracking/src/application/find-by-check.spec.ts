import { expect, test } from 'vitest';
import { normalised } from './find-by-check.ts';

test.each([
  ['YC-E0J1-2SD3-P7M9', 'YC-E0J1-2SD3-P7M9'],
  [' yc e0j1 2sd3 p7m9 ', 'YC-E0J1-2SD3-P7M9'],
  ['yce0j12sd3p7m9', 'YC-E0J1-2SD3-P7M9'],
  ['YC–EOJI–2SD3–P7M9', 'YC-E0J1-2SD3-P7M9'],
  ['yc-eojl-2sd3-p7m9', 'YC-E0J1-2SD3-P7M9'],
  ['h53.12 261121 0007', 'H53.12-261121-0007'],
  ['H53.12 — 261121 — 0007', 'H53.12-261121-0007'],
  // What is no code stays what it is, and is not found.
  ['YC-E0J1-2SD3', 'YC-E0J1-2SD3'],
  ['hello', 'HELLO'],
])('%s is %s, however it is typed', (typed, code) => {
  expect(normalised(typed)).toBe(code);
});
