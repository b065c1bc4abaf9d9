import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watermark } from './watermark.ts';

describe('a watermark', () => {
  it('stands before the first position that is open, in whatever order they are settled', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.infiniteStream(fc.nat()), (steps, dice) => {
        const mark = watermark(0);
        const positions: number[] = [];
        for (const step of steps) positions.push((positions.at(-1) ?? 0) + step);
        for (const position of positions) mark.open(position);
        const open = new Set(positions);
        for (const die of dice) {
          if (open.size === 0) break;
          const position = [...open][die % open.size] ?? 0;
          open.delete(position);
          mark.settle(position);
          const first = positions.findIndex((other) => open.has(other));
          expect(mark.value()).toBe(first === -1 ? positions.at(-1) : (positions[first - 1] ?? 0));
          expect(mark.unsettled()).toBe(open.size);
          for (const other of positions) expect(mark.isSettled(other)).toBe(!open.has(other));
        }
      }),
    );
  });

  it('passes over what needs nothing, but never over what is open', () => {
    const mark = watermark(3);
    mark.pass(5);
    expect(mark.value()).toBe(5);
    mark.open(7);
    mark.pass(9);
    expect(mark.value()).toBe(5);
    mark.settle(7);
    expect(mark.value()).toBe(9);
    mark.pass(4);
    expect(mark.value()).toBe(9);
  });
});
