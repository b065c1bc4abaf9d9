import { LRUCache } from 'lru-cache';

/** Who failed is left alone for a while, twice as long after each time. Known to this process alone. */
export interface Pauses {
  readonly isOn: (name: string, now: number) => boolean;
  readonly begin: (name: string, now: number) => void;
  readonly forget: (name: string) => void;
}

const mostRemembered = 10_000;

export const pauses = (firstMs: number, longestMs: number): Pauses => {
  const known = new LRUCache<string, { readonly times: number; readonly until: number }>({ max: mostRemembered });
  return {
    isOn: (name, now) => (known.get(name)?.until ?? 0) > now,
    begin: (name, now) => {
      const times = (known.get(name)?.times ?? 0) + 1;
      known.set(name, { times, until: now + Math.min(firstMs * 2 ** (times - 1), longestMs) });
    },
    forget: (name) => void known.delete(name),
  };
};
