import { pauses } from '../application/pauses.ts';
import type { VirusScanner } from '../application/ports.ts';

/** So that who hands in a paper waits for an absent scanner now and then, not each time: it is left alone for 5 s, then up to a minute. */
export const sparedScanner = (scanner: VirusScanner, now: () => number = Date.now): VirusScanner => {
  const rest = pauses(5_000, 60_000);
  return {
    scan: async (bytes) => {
      if (rest.isOn('scanner', now())) return { kind: 'none', reason: 'left alone', isAway: true };
      const verdict = await scanner.scan(bytes);
      if (verdict.kind !== 'none') rest.forget('scanner');
      // Of several that failed together one counts.
      else if (verdict.isAway && !rest.isOn('scanner', now())) rest.begin('scanner', now());
      return verdict;
    },
  };
};
