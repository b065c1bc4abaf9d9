export { measureProjection } from './measure-projection.ts';
export { measuredBus } from './measured-bus.ts';
export { measuredEventStore } from './measured-event-store.ts';
export type { Labels, MetricFamily, Metrics } from './metrics.ts';
export { startTelemetry, type TelemetryOptions } from './start-telemetry.ts';
export type { LogLevel, ProcessTelemetry, Served, Telemetry } from './telemetry.ts';
