import type { MetricFamily } from './metrics.ts';
import type { ProcessTelemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /** `service.name`, where `OTEL_SERVICE_NAME` does not say another. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is measured, whenever it is sent. */
  families(): Promise<readonly MetricFamily[]>;
  /** Telemetry that cannot be delivered is worth a line, never more. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * OpenTelemetry by its standard environment, switched on by `OTEL_EXPORTER_OTLP_ENDPOINT`. Without it nothing is loaded: who does not
 * send telemetry pays nothing for it. Everything else is read by the SDK from the process's own environment.
 */
export const startTelemetry = async (options: TelemetryOptions): Promise<ProcessTelemetry | undefined> => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: disabled } = options.env;
  if (endpoint === undefined || endpoint === '' || disabled === 'true') return undefined;
  return (await import('./open-telemetry.ts')).openTelemetry(options);
};
