import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finished, lanes } from './lanes.ts';

describe('lanes', () => {
  it('run the jobs of a key in order and one at a time, at most so many keys at once, whatever is tried again', async () => {
    const jobs = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), tries: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 3 }), async (given, concurrency) => {
        const done = new Map<string, number[]>();
        const busy = new Set<string>();
        let left = given.length;
        let most = 0;
        let allDone: () => void = () => undefined;
        const ended = new Promise<void>((resolve) => {
          allDone = resolve;
        });
        const running = lanes<{ n: number; tries: number }>(concurrency, async (key, job) => {
          expect(busy.has(key)).toBe(false);
          busy.add(key);
          most = Math.max(most, busy.size);
          await Promise.resolve();
          busy.delete(key);
          job.tries -= 1;
          if (job.tries > 0) return { again: true, afterMs: 0 };
          done.set(key, [...(done.get(key) ?? []), job.n]);
          left -= 1;
          if (left === 0) allDone();
          return finished;
        });
        given.forEach(({ key, tries }, n) => {
          running.push(key, { n, tries });
        });
        if (left > 0) await ended;
        expect(most).toBeLessThanOrEqual(concurrency);
        for (const [key, order] of done) expect(order).toEqual(given.flatMap((job, n) => (job.key === key ? [n] : [])));
        await running.stop();
      }),
      { numRuns: 60 },
    );
  });
});
