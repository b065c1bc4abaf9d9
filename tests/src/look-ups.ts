import type { Client } from './client.ts';
import type { Acknowledged } from './load.ts';

export interface LookUpReport {
  readonly answered: number;
  readonly failed: number;
  /** From the first look-up that failed to the next that was answered, at the longest. */
  readonly longestOutageMs: number;
}

/** A citizen who looks up one dossier after the other, without a rest, until told to stop. All of them must be visible already. */
export const lookUpLoad = (api: Client, filed: readonly Acknowledged[]) => {
  let [answered, failed, longestOutageMs] = [0, 0, 0];
  let failingSince: number | undefined;
  let stopped = false;

  const isAnswered = async ({ token, requestCode }: Acknowledged): Promise<boolean> => {
    const answer = await api.call<{ requestCode?: string }>('GET', '/api/tracking/v1/status', { tracking: token }).catch(() => undefined);
    return answer?.status === 200 && answer.body.requestCode === requestCode;
  };
  const lookUp = async (one: Acknowledged): Promise<void> => {
    const began = performance.now();
    if (await isAnswered(one)) {
      answered += 1;
      if (failingSince !== undefined) longestOutageMs = Math.max(longestOutageMs, performance.now() - failingSince);
      failingSince = undefined;
    } else {
      failed += 1;
      failingSince ??= began;
      // As a person who presses "again": not thousands of times a second at a closed door.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const working = (async () => {
    for (let nth = 0; !stopped || failingSince !== undefined; nth += 1) await lookUp(filed[nth % filed.length] as Acknowledged);
  })();
  return {
    answeredSoFar: (): number => answered,
    /** Ends with an answered look-up: an outage that is going on is measured to its end. */
    stop: async (): Promise<LookUpReport> => {
      stopped = true;
      await working;
      return { answered, failed, longestOutageMs };
    },
  };
};
