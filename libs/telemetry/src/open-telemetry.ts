import { randomUUID } from 'node:crypto';
import {
  context,
  DiagLogLevel,
  diag,
  logs,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SeverityNumber,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type IMetricReader, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { startNodeSdk } from '@opentelemetry/sdk-node';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { recentEvents } from './recent-events.ts';
import { registryProducer } from './registry-producer.ts';
import { contextOf, inSpan, recordingSpan, traceparentOf } from './spans.ts';
import type { TelemetryOptions } from './start-telemetry.ts';
import type { LogLevel, ProcessTelemetry, Served, Telemetry } from './telemetry.ts';
import { tracedBus } from './traced-bus.ts';
import { tracedEventStore } from './traced-event-store.ts';
import { tracedReadModels } from './traced-read-models.ts';

/** Of a hundred traces five are kept, where `OTEL_TRACES_SAMPLER` does not say otherwise: enough to see, little to pay. */
const defaultRatio = 0.05;
const flushMs = 2_000;
const defaultIntervalMs = 60_000;
const defaultTimeoutMs = 30_000;

const severities: Readonly<Record<LogLevel, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

const metricExporterOf = async (protocol: string | undefined): Promise<PushMetricExporter> => {
  switch (protocol) {
    case 'grpc':
      return new (await import('@opentelemetry/exporter-metrics-otlp-grpc')).OTLPMetricExporter();
    case 'http/json':
      return new (await import('@opentelemetry/exporter-metrics-otlp-http')).OTLPMetricExporter();
    default:
      return new (await import('@opentelemetry/exporter-metrics-otlp-proto')).OTLPMetricExporter();
  }
};

/** The registry is sent as it is, so the reader is ours; `none` sends no metrics. */
const metricReadersOf = async ({ env, families }: TelemetryOptions): Promise<IMetricReader[]> => {
  if (env['OTEL_METRICS_EXPORTER'] === 'none') return [];
  const interval = Number(env['OTEL_METRIC_EXPORT_INTERVAL'] || defaultIntervalMs);
  return [
    new PeriodicExportingMetricReader({
      exporter: await metricExporterOf(env['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL']),
      exportIntervalMillis: interval,
      exportTimeoutMillis: Math.min(interval, defaultTimeoutMs),
      metricProducers: [registryProducer(families)],
    }),
  ];
};

const startSdk = async (options: TelemetryOptions) => {
  const { env, name } = options;
  const sdk = startNodeSdk({
    logLevel: 'none',
    metricReaders: await metricReadersOf(options),
    resourceAttributes: {
      'service.name': env['OTEL_SERVICE_NAME'] || name,
      'service.namespace': 'motcua',
      'service.instance.id': randomUUID(),
    },
    // The default ones tell the machine's id and the process's arguments; who wants them asks for them.
    ...(env['OTEL_NODE_RESOURCE_DETECTORS'] ? {} : { resourceDetectors: [] }),
    ...(env['OTEL_TRACES_SAMPLER'] ? {} : { sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(defaultRatio) }) }),
  });
  const say = (detail: string): void => options.warn('telemetry is not delivered', { detail: detail.slice(0, 300) });
  const silent = (): void => undefined;
  const logger = { error: say, warn: say, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  return sdk;
};

/** So that a process may start and stop it again. */
const forgetGlobals = (): void => {
  for (const api of [trace, context, metrics, logs, propagation, diag]) api.disable();
};

const telemetryOf = (service: string): Telemetry => {
  const tracer = trace.getTracer(`motcua.${service}`);
  const recent = recentEvents();
  return {
    eventStore: (store, system) => tracedEventStore(store, tracer, system),
    bus: (bus) => tracedBus(bus, tracer, recent),
    readModels: (models) => tracedReadModels(models, tracer, recent),
    call(name, attributes, work, answered) {
      if (!recordingSpan()) return work();
      return inSpan(tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }), work, answered);
    },
  };
};

/** Nobody looks at it: its ids are handed on, and log lines written within it bear them. */
const unrecorded = (span: Span): Served => {
  const own = trace.setSpan(ROOT_CONTEXT, span);
  return {
    traceId: span.spanContext().traceId,
    traceparent: traceparentOf(span),
    within: (work) => context.with(own, work),
    end: () => undefined,
  };
};

const server = (): ProcessTelemetry['serve'] => {
  const tracer = trace.getTracer('motcua.http');
  return (method, route, given): Served => {
    // Attributes come when it is clear that somebody will read them: the SDK's check of each costs more than all else of an unrecorded span.
    const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER }, contextOf(given));
    const served = unrecorded(span);
    if (!span.isRecording()) return served;
    span.setAttributes({ 'http.request.method': method, 'http.route': route, 'url.scheme': 'http' });
    return {
      ...served,
      end(status) {
        span.setAttribute('http.response.status_code', status);
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
};

/** Starts the SDK. It holds the process's globals until it is stopped: one of them at a time. */
export const openTelemetry = async (options: TelemetryOptions): Promise<ProcessTelemetry> => {
  const sdk = await startSdk(options);
  const logger = logs.getLogger('motcua');
  return {
    of: telemetryOf,
    serve: server(),
    log: (level, message, fields) =>
      logger.emit({
        severityNumber: severities[level],
        severityText: level.toUpperCase(),
        body: message,
        attributes: fields as Readonly<Record<string, string>>,
      }),
    async stop() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, flushMs);
      const failed = (error: unknown): void => options.warn('telemetry is not delivered', { detail: String(error).slice(0, 300) });
      await Promise.race([sdk.shutdown().catch(failed), late.promise]);
      clearTimeout(timer);
      forgetGlobals();
    },
  };
};
