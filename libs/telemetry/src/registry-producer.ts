import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricFamily } from './metrics.ts';

/** What OpenTelemetry's conventions name; Prometheus cannot write a dot. All else keeps its name. */
const conventions: Readonly<Record<string, string>> = {
  http_server_request_duration_seconds: 'http.server.request.duration',
  http_request_method: 'http.request.method',
  http_route: 'http.route',
  http_response_status_code: 'http.response.status_code',
  db_client_operation_duration_seconds: 'db.client.operation.duration',
  db_system_name: 'db.system.name',
  db_operation_name: 'db.operation.name',
  error_type: 'error.type',
};
const wordOf = (name: string): string => conventions[name] ?? name;

type Value = MetricFamily['values'][number];

const attributesOf = (labels: Value['labels']): Attributes =>
  Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (name === 'le' ? [] : [[wordOf(name), value]])));

/** Prometheus counts up to each bound, OpenTelemetry between bounds. */
const histogramOf = (values: readonly Value[], name: string): Histogram => {
  const buckets = values.filter(({ metricName }) => metricName === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) => Number(labels['le'])).filter(Number.isFinite);
  const upTo = buckets.map(({ value }) => value);
  const of = (suffix: string): number => values.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0;
  return {
    buckets: { boundaries: bounds, counts: upTo.map((count, index) => count - (upTo[index - 1] ?? 0)) },
    sum: of('sum'),
    count: of('count'),
  };
};

const bySeries = (values: readonly Value[]): readonly (readonly Value[])[] => {
  const series = new Map<string, Value[]>();
  for (const value of values) {
    const key = JSON.stringify(Object.entries(attributesOf(value.labels)).sort());
    const known = series.get(key) ?? [];
    series.set(key, known);
    known.push(value);
  }
  return [...series.values()];
};

const metricOf = (family: MetricFamily, startTime: HrTime, endTime: HrTime): MetricData | undefined => {
  const { name, help, type, values } = family;
  const word = wordOf(name);
  const base = {
    descriptor: { name: word, description: help, unit: word === name ? '' : 's', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const points = (): DataPoint<number>[] =>
    values.map(({ labels, value }) => ({ startTime, endTime, attributes: attributesOf(labels), value }));
  switch (type) {
    case 'counter':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() };
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: points() };
    case 'histogram':
      return {
        ...base,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: bySeries(values).map((series) => ({
          startTime,
          endTime,
          attributes: attributesOf(series[0]?.labels ?? {}),
          value: histogramOf(series, name),
        })),
      };
    default:
      return undefined;
  }
};

const hrTimeOf = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];

/** The process's one registry, as OpenTelemetry sends it: nothing is measured twice. */
export const registryProducer = (families: () => Promise<readonly MetricFamily[]>): MetricProducer => {
  const startTime = hrTimeOf(Date.now());
  return {
    async collect() {
      const endTime = hrTimeOf(Date.now());
      const metrics = (await families()).flatMap((family) => metricOf(family, startTime, endTime) ?? []);
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'motcua' }, metrics }] }, errors: [] };
    },
  };
};
