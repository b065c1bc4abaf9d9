import { build, type Histogram } from 'hdr-histogram-js';

export interface OpenLoopReport {
  readonly started: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds from the moment a call was due, not from when it was sent: a stalled server cannot hide its stall. */
  readonly latency: Histogram;
}

/** Of every latency that is measured here, in µs. */
export const latencyRange = { numberOfSignificantValueDigits: 3, highestTrackableValue: 120_000 * 1_000 } as const;

/** Calls at a fixed rate for some seconds, whatever the answers take (open loop), at most `inFlight` at once. */
export const openLoop = async (
  perSecond: number,
  seconds: number,
  one: (index: number) => Promise<boolean>,
  inFlight = 2_000,
): Promise<OpenLoopReport> => {
  const latency = build(latencyRange);
  const room = (): Promise<void> =>
    new Promise((resolve) => {
      makeRoom = resolve;
    });
  const total = Math.floor(perSecond * seconds);
  const began = performance.now();
  let [under, failed] = [0, 0];
  let makeRoom: (() => void) | undefined;
  for (let index = 0; index < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond) + 1);
    for (; index < due; index += 1) {
      const dueAt = began + (index / perSecond) * 1_000;
      under += 1;
      void one(index)
        .catch(() => false)
        .then((ok) => {
          if (!ok) failed += 1;
          latency.recordValue(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)));
          under -= 1;
          makeRoom?.();
        });
    }
    // Not a race of all that are under way: its cost grows with their number, and a driver that is late would never recover.
    if (under >= inFlight) await room();
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (under > 0) await room();
  return { started: total, failed, seconds: (performance.now() - began) / 1_000, latency };
};

/** A percentile in milliseconds. */
export const millis = (report: OpenLoopReport, percentile: number): number => report.latency.getValueAtPercentile(percentile) / 1_000;
