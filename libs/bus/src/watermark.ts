/** Positions come in order and are settled in any order; the mark is the last one before which nothing is open. */
export interface Watermark {
  /** A position that has to be settled; rises from call to call. */
  open(position: number): void;
  settle(position: number): void;
  /** Nothing has to be done up to here. */
  pass(position: number): void;
  value(): number;
  isSettled(position: number): boolean;
  /** How many are not settled. */
  unsettled(): number;
}

export const watermark = (start: number): Watermark => {
  let mark = start;
  let order: number[] = [];
  let next = 0;
  const settled = new Set<number>();
  let seen = start;

  const advance = (): void => {
    for (let first = order[next]; first !== undefined && settled.delete(first); first = order[next]) {
      mark = first;
      next += 1;
    }
    if (next < order.length && next < 4096) return;
    order = order.slice(next);
    next = 0;
  };
  const open = (position: number): void => {
    seen = position;
    order.push(position);
  };
  const settle = (position: number): void => {
    settled.add(position);
    if (order[next] === position) advance();
  };
  return {
    open,
    settle,
    pass(position) {
      if (position <= seen) return;
      if (next === order.length) {
        seen = position;
        mark = position;
        return;
      }
      open(position);
      settle(position);
    },
    value: () => mark,
    isSettled: (position) => position <= mark || settled.has(position),
    unsettled: () => order.length - next - settled.size,
  };
};
