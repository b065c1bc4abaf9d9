import { expect, test } from 'vitest';
import type { Verdict } from '../application/ports.ts';
import { sparedScanner } from './spared-scanner.ts';

const away: Verdict = { kind: 'none', reason: 'ETIMEDOUT', isAway: true };

test('a scanner that does not answer is asked now and then, and every time once it answers', async () => {
  let now = 0;
  let asked = 0;
  let verdict: Verdict = away;
  const scan = async () => {
    asked += 1;
    return verdict;
  };
  const scanner = sparedScanner({ scan }, () => now);
  const bytes = new Uint8Array(1);
  await Promise.all([scanner.scan(bytes), scanner.scan(bytes), scanner.scan(bytes)]);
  expect(asked).toBe(3);
  expect(await scanner.scan(bytes)).toEqual({ kind: 'none', reason: 'left alone', isAway: true });
  expect(asked).toBe(3);
  now = 5_000; // the three that failed together counted once
  expect(await scanner.scan(bytes)).toEqual(away);
  now = 10_000;
  await scanner.scan(bytes);
  expect(asked).toBe(4);
  now = 15_000;
  verdict = { kind: 'clean' };
  expect(await scanner.scan(bytes)).toEqual({ kind: 'clean' });
  expect(await scanner.scan(bytes)).toEqual({ kind: 'clean' });
  expect(asked).toBe(6);
});

test('one that answers, though not about this paper, or is asked too much at once, is not left alone', async () => {
  let asked = 0;
  const scanner = sparedScanner({
    scan: async () => {
      asked += 1;
      return { kind: 'none', reason: 'size limit exceeded' };
    },
  });
  for (let time = 0; time < 3; time += 1) await scanner.scan(new Uint8Array(1));
  expect(asked).toBe(3);
});
