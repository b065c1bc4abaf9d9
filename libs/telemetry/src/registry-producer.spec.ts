import { DataPointType } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { registryProducer } from './registry-producer.ts';

const bucket = (le: number | '+Inf', value: number, route: string) => ({
  metricName: 'http_server_request_duration_seconds_bucket',
  labels: { le, http_route: route },
  value,
});
const total = (suffix: 'sum' | 'count', value: number, route: string) => ({
  metricName: `http_server_request_duration_seconds_${suffix}`,
  labels: { http_route: route },
  value,
});

test('what Prometheus counts up to each bound, OpenTelemetry gets between bounds, under the names of its conventions', async () => {
  const values = [
    bucket(0.1, 1, '/a'),
    bucket(0.1, 0, '/b'),
    bucket(1, 3, '/a'),
    bucket(1, 0, '/b'),
    bucket('+Inf', 4, '/a'),
    bucket('+Inf', 2, '/b'),
    total('sum', 7.5, '/a'),
    total('count', 4, '/a'),
    total('sum', 20, '/b'),
    total('count', 2, '/b'),
  ];
  const { resourceMetrics } = await registryProducer(async () => [
    { name: 'http_server_request_duration_seconds', help: 'Requests', type: 'histogram', values },
    { name: 'motcua_events_appended_total', help: 'Events', type: 'counter', values: [{ labels: { type: 'A.v1' }, value: 9 }] },
    { name: 'motcua_parked_messages', help: 'Parked', type: 'gauge', values: [{ labels: {}, value: 1 }] },
  ]).collect();
  const [requests, appended, parked] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
  expect(requests).toMatchObject({
    descriptor: { name: 'http.server.request.duration', unit: 's' },
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [
      { attributes: { 'http.route': '/a' }, value: { buckets: { boundaries: [0.1, 1], counts: [1, 2, 1] }, sum: 7.5, count: 4 } },
      { attributes: { 'http.route': '/b' }, value: { buckets: { boundaries: [0.1, 1], counts: [0, 0, 2] }, sum: 20, count: 2 } },
    ],
  });
  expect(appended).toMatchObject({ isMonotonic: true, dataPoints: [{ attributes: { type: 'A.v1' }, value: 9 }] });
  expect(parked).toMatchObject({ descriptor: { name: 'motcua_parked_messages' }, dataPointType: DataPointType.GAUGE });
});
