import { randomBytes } from 'node:crypto';
import { services } from '@motcua/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { metricsIn, questions, rules } from '../../src/monitoring.ts';
import { type CollectedSpan, OtlpCollector } from '../../src/otlp-collector.ts';
import { SplitSystem } from '../../src/split-system.ts';

let collector: OtlpCollector;
let system: SplitSystem;
let api: Client;

beforeAll(async () => {
  collector = await OtlpCollector.start();
  system = await SplitSystem.start(1, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    // Of all that happens, only what the citizen's own trace asks for.
    OTEL_TRACES_SAMPLER: 'parentbased_always_off',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BLRP_SCHEDULE_DELAY: '100',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    MOTCUA_LOG_LEVEL: 'debug',
    // Nobody listens there; its metrics are told all the same.
    MOTCUA_INTAKE_VIRUS_SCANNER: 'clamd://127.0.0.1:1',
  });
  api = client(system.url);
});
afterAll(async () => {
  await system?.dispose();
  await collector?.close();
});

const named = ({ service, name }: CollectedSpan): string => `${service}: ${name}`;

/** From the request to the message in the provider's hands, by the process that did it. */
const way = [
  'intake: POST /api/intake/v1/submissions',
  'intake: append submission',
  'intake: send INTAKE',
  'workflow: process INTAKE',
  'workflow: append dossier',
  'workflow: send WORKFLOW',
  'notify: process WORKFLOW',
  'notify: append notification',
  'notify: process NOTIFY',
  'notify: hand over to sms',
  'tracking: process WORKFLOW',
  'tracking: append log',
];
const folded = /^(workflow|tracking|notify): project /;

test('one trace leads from the request to the message sent, through four processes, and nothing in it is about a person', async () => {
  const traceId = randomBytes(16).toString('hex');
  const callersSpan = randomBytes(8).toString('hex');
  const submission = inventedSubmission({ form: await exampleForm(api) });
  const filed = await api.call<{ id: string; tracking: { token: string } }>('POST', '/api/intake/v1/submissions', {
    body: submission,
    headers: { traceparent: `00-${traceId}-${callersSpan}-01` },
  });
  expect(filed.status, filed.text).toBe(201);

  const complete = (spans: readonly CollectedSpan[]): boolean =>
    way.every((step) => spans.some((span) => named(span) === step)) &&
    new Set(
      spans
        .map(named)
        .filter((name) => folded.test(name))
        .map((name) => name.split(':')[0]),
    ).size === 3;
  const spans = await eventually(async () => collector.spans.filter((span) => span.traceId === traceId), complete);

  const known = new Set([callersSpan, ...spans.map(({ spanId }) => spanId)]);
  expect(spans.filter(({ parentSpanId = '' }) => !known.has(parentSpanId)).map(named)).toEqual([]);
  expect(spans.filter(({ parentSpanId }) => parentSpanId === callersSpan).map(named)).toEqual([way[0]]);
  expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));

  const attributesOf = (name: string) => spans.find((span) => named(span) === name)?.attributes;
  expect(attributesOf('intake: POST /api/intake/v1/submissions')).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/api/intake/v1/submissions',
    'http.response.status_code': 201,
  });
  expect(attributesOf('workflow: process INTAKE')).toMatchObject({
    'messaging.system': 'nats',
    'messaging.destination.name': 'INTAKE',
    'messaging.consumer.group.name': 'workflow-intake-v1',
  });
  expect(attributesOf('workflow: append dossier')).toMatchObject({ 'db.system.name': 'sqlite', 'db.operation.name': 'append' });

  const { fullName, nationalId, phone } = submission.applicant;
  const canaries = [fullName, nationalId, phone, phone.slice(3), filed.body.tracking.token];
  const told = [...collector.bodies, ...system.instances.flatMap(({ output }) => output)].join('\n');
  expect(canaries.filter((canary) => told.includes(canary))).toEqual([]);
});

test('every service sends its metrics and its log the same way', async () => {
  const all = [...services].sort().join();
  // Nobody follows notify's log, so it is not relayed.
  const senders = {
    'http.server.request.duration': all,
    motcua_log_head_position: all,
    motcua_projection_freshness_seconds: all,
    motcua_relay_lag_events: 'intake,tracking,workflow',
  };
  await eventually(
    async () => Object.fromEntries(Object.keys(senders).map((name) => [name, [...(collector.metrics.get(name) ?? [])].sort().join()])),
    (found) => Object.entries(senders).every(([name, wanted]) => found[name] === wanted),
  );
  await eventually(
    async () => [...collector.logsOf].sort(),
    (senders) => senders.join() === all,
  );
});

/** Said by node-exporter and the kubelet of the machines that the engines stand on, not by us. */
const ofMachines = [
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'kubelet_volume_stats_available_bytes',
  'kubelet_volume_stats_capacity_bytes',
];

test('what alerts and dashboards ask for is what the services expose', async () => {
  const exposed = new Set([...ofMachines, ...rules().flatMap(({ record }) => record ?? [])]);
  for (const { service, url } of system.instances) {
    // Where the chart tells Prometheus to look.
    const text = await (await fetch(`${url}/api/${service}/v1/metrics`)).text();
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
      for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']) exposed.add(name + suffix);
  }
  const missing = questions().flatMap((question) =>
    metricsIn(question)
      .filter((name) => !exposed.has(name))
      .map((name) => `${question.place}: ${name}`),
  );
  expect(missing).toEqual([]);
  expect(exposed.size).toBeGreaterThan(50);
});
