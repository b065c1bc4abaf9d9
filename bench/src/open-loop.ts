import { build, type Histogram } from 'hdr-histogram-js';

export interface OpenLoopReport {
  readonly started: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds from the moment a call was due, not from when it was sent: a stalled server cannot hide its stall. */
  readonly latency: Histogram;
}

/** Calls at a fixed rate for some seconds, whatever the answers take (open loop), at most `inFlight` at once. */
export const openLoop = async (
  perSecond: number,
  seconds: number,
  one: (index: number) => Promise<boolean>,
  inFlight = 2_000,
): Promise<OpenLoopReport> => {
  const latency = build({ numberOfSignificantValueDigits: 3, highestTrackableValue: 120_000 * 1_000 });
  const total = Math.floor(perSecond * seconds);
  const began = performance.now();
  const under: Set<Promise<void>> = new Set();
  let failed = 0;
  for (let index = 0; index < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond) + 1);
    for (; index < due; index += 1) {
      const dueAt = began + (index / perSecond) * 1_000;
      const call: Promise<void> = one(index)
        .then(
          (ok) => {
            if (!ok) failed += 1;
          },
          () => {
            failed += 1;
          },
        )
        .then(() => {
          latency.recordValue(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)));
          under.delete(call);
        });
      under.add(call);
    }
    if (under.size >= inFlight) await Promise.race(under);
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
  return { started: total, failed, seconds: (performance.now() - began) / 1_000, latency };
};

/** A percentile in milliseconds. */
export const millis = (report: OpenLoopReport, percentile: number): number => report.latency.getValueAtPercentile(percentile) / 1_000;
