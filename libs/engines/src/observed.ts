import type { Metrics, Telemetry } from '@motcua/telemetry';

/** For whom an engine works, and who is told what it does; a service's `Host` fits. */
export interface Observed {
  readonly metrics: Metrics;
  /** Absent: telemetry is off. */
  readonly telemetry?: Telemetry;
  /** Of a thread that only follows events: files are written where it runs, instead of in threads of their own. */
  readonly follows?: boolean;
}
