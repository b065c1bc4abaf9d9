import { type ProcessTelemetry, startTelemetry } from '@motcua/telemetry';
import type { Environment } from './config.ts';
import { alsoTelling, createLogger, type LogLevel } from './logger.ts';
import { ProcessMetrics } from './metrics.ts';
import type { Host, Logger } from './service.ts';

export interface ThreadHostOptions {
  /** `service.name` of what is traced, where `OTEL_SERVICE_NAME` does not say another. */
  readonly name: string;
  /** Base of links and QR codes. */
  readonly publicUrl: string;
  readonly logger?: Logger | undefined;
  readonly logLevel?: LogLevel | undefined;
  /** Its name, where this is one of several threads of the process. */
  readonly thread?: string | undefined;
  /** It only follows events (`Host.follows`). */
  readonly follows?: boolean | undefined;
  /** The process's environment, by which telemetry is switched on; without it nothing is sent. */
  readonly telemetry?: Environment | undefined;
}

/** What all services of a thread log, measure and trace by. */
export interface ThreadHost {
  readonly logger: Logger;
  readonly metrics: ProcessMetrics;
  readonly telemetry: ProcessTelemetry | undefined;
  /** What one of its services is opened with. */
  of(service: string): Host;
  /** Sends what is left to be sent. */
  close(): Promise<void>;
}

/** Runs without HTTP and without Nest, as a thread may that nobody asks. */
export const openThreadHost = async (options: ThreadHostOptions): Promise<ThreadHost> => {
  const { name, publicUrl, follows } = options;
  const written = options.logger ?? createLogger(options.logLevel);
  const metrics = new ProcessMetrics(options.thread);
  const telemetry = await startTelemetry({
    name,
    env: options.telemetry ?? {},
    families: () => metrics.families(),
    warn: written.warn,
  });
  const logger = telemetry ? alsoTelling(written, telemetry.log) : written;
  return {
    logger,
    metrics,
    telemetry,
    of: (service) => ({
      publicUrl,
      logger: logger.child({ service }),
      metrics: metrics.of(service),
      ...(telemetry ? { telemetry: telemetry.of(service) } : {}),
      ...(follows ? { follows } : {}),
    }),
    close: async () => {
      try {
        await telemetry?.stop();
      } finally {
        metrics.close();
      }
    },
  };
};
