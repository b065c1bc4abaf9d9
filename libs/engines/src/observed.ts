import type { Metrics, Telemetry } from '@motcua/telemetry';

/** Who is told what an engine does; a service's `Host` fits. */
export interface Observed {
  readonly metrics: Metrics;
  /** Absent: telemetry is off. */
  readonly telemetry?: Telemetry;
}
