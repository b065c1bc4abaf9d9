import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { type CollectedSpan, OtlpCollector } from '../../src/otlp-collector.ts';
import { System } from '../../src/system.ts';

let collector: OtlpCollector;
let system: System;
let api: Client;

beforeAll(async () => {
  collector = await OtlpCollector.start();
  system = await System.start({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      // Of all that happens, only what a caller's own trace asks for.
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
  });
  api = client(system.url);
});
afterAll(async () => {
  await system?.dispose();
  await collector?.close();
});

/** A trace that somebody else has begun. */
const callersTrace = () => {
  const traceId = randomBytes(16).toString('hex');
  const callersSpan = randomBytes(8).toString('hex');
  return { traceId, callersSpan, headers: { traceparent: `00-${traceId}-${callersSpan}-01` } };
};
/** By the thread that did it: those of several services send as `motcua`, that of the statuses as `tracking`. */
const named = ({ service, name }: CollectedSpan): string => `${service}: ${name}`;

const spansOf = (traceId: string, steps: readonly string[]): Promise<CollectedSpan[]> =>
  eventually(
    async () => collector.spans.filter((span) => span.traceId === traceId),
    (spans) => steps.every((step) => spans.some((span) => named(span) === step)),
  );

test('in one process as in four, one trace leads from the request through every thread that follows it', async () => {
  const { traceId, callersSpan, headers } = callersTrace();
  const filed = await api.call('POST', '/api/intake/v1/submissions', {
    body: inventedSubmission({ form: await exampleForm(api) }),
    headers,
  });
  expect(filed.status, filed.text).toBe(201);
  const spans = await spansOf(traceId, [
    'motcua: POST /api/intake/v1/submissions',
    'motcua: append submission',
    'motcua: process INTAKE',
    'motcua: append dossier',
    'motcua: process WORKFLOW',
    'motcua: hand over to sms',
    // Ends after what it encloses, and may come in a later batch.
    'motcua: process NOTIFY',
    'motcua: append log',
    'tracking: project tracking-status',
  ]);
  const known = new Set([callersSpan, ...spans.map(({ spanId }) => spanId)]);
  expect(spans.filter(({ parentSpanId = '' }) => !known.has(parentSpanId)).map(named)).toEqual([]);
});

test('what the door hands on to another thread goes on in the trace of the door', async () => {
  const { traceId, callersSpan, headers } = callersTrace();
  const answer = await api.call('GET', '/api/tracking/v1/feed', { headers });
  expect(answer.status, answer.text).toBe(200);
  const [door, behind] = ['motcua: GET /api/tracking/*', 'motcua: GET /api/tracking/v1/feed'];
  const spans = await spansOf(traceId, [door, behind]);
  const parentOf = (step: string) => spans.find((span) => named(span) === step)?.parentSpanId;
  expect(parentOf(door)).toBe(callersSpan);
  expect(parentOf(behind)).toBe(spans.find((span) => named(span) === door)?.spanId);
});
