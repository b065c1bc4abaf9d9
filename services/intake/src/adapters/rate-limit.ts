/** How many per address and minute; undefined where it may. Otherwise the seconds until it may again. */
export type RateLimit = (address: string) => number | undefined;

const windowMs = 60_000;

/** A counter per address and minute, in memory: a brake, not a fence. 0 = no limit. */
export const rateLimit = (perMinute: number, now: () => number = Date.now): RateLimit => {
  let started = 0;
  let counts = new Map<string, number>();
  return (address) => {
    if (perMinute === 0) return undefined;
    const at = now();
    if (at - started >= windowMs) {
      started = at;
      counts = new Map();
    }
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count > perMinute ? Math.max(1, Math.ceil((started + windowMs - at) / 1_000)) : undefined;
  };
};
