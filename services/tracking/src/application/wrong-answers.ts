import { LRUCache } from 'lru-cache';

/** How many wrong answers are given to one address (an IPv6 network of 64 bits is one) in a minute, and about one code in an hour. */
const perAddress = { most: 10, windowMs: 60_000 };
const perCode = { most: 5, windowMs: 3_600_000 };
/** Counted one by one, not by a `max`: that would take 3 MB for each limit before anybody has been wrong. */
const remembered = { maxSize: 100_000, sizeCalculation: () => 1 };

interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

const counter = ({ most, windowMs }: Limit, now: () => number) => {
  const times = new LRUCache<string, readonly number[]>(remembered);
  const recent = (key: string): readonly number[] => (times.get(key) ?? []).filter((at) => at > now() - windowMs);
  return {
    count: (key: string): void => void times.set(key, [...recent(key), now()].slice(-most)),
    /** Milliseconds until the next answer; 0: now. */
    wait(key: string): number {
      const list = recent(key);
      return list.length < most ? 0 : (list[0] ?? 0) + windowMs - now();
    },
  };
};

/** Counts wrong answers. An unknown code counts like a known one; right answers do not count. */
export interface WrongAnswers {
  /** Seconds until this address may ask about this code; 0: now. A locked code answers nobody. */
  retryAfter(address: string, code: string): number;
  count(address: string, code: string): void;
}

export const wrongAnswers = (now: () => number = Date.now): WrongAnswers => {
  const addresses = counter(perAddress, now);
  const codes = counter(perCode, now);
  return {
    retryAfter: (address, code) => Math.ceil(Math.max(addresses.wait(address), codes.wait(code)) / 1_000),
    count(address, code) {
      addresses.count(address);
      codes.count(code);
    },
  };
};
