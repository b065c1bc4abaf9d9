import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { startTelemetry } from './start-telemetry.ts';

const options = { name: 'intake', families: async () => [], warn: () => undefined };
const listening = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
afterEach(() => vi.unstubAllEnvs());

test('who has not switched it on loads nothing of it', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { startTelemetry } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const started = await startTelemetry({ env: {} });
    process.stdout.write(JSON.stringify({ started: started !== undefined, all: loaded.length, otel: loaded.filter((url) => url.includes('@opentelemetry')) }));`;
  const printed = execFileSync(process.execPath, ['--no-warnings', '-C', 'motcua:source', '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  });
  const { started, all, otel } = JSON.parse(printed) as { started: boolean; all: number; otel: string[] };
  expect({ started, otel }).toEqual({ started: false, otel: [] });
  expect(all).toBeGreaterThan(3);
});

test('by default about one trace in twenty is recorded, and it is sent as protobuf', async () => {
  const server = createServer();
  const got = new Map<string, string>();
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.headers['content-type'] === 'application/x-protobuf')
      got.set(request.url ?? '', (got.get(request.url ?? '') ?? '') + Buffer.concat(chunks).toString('latin1'));
    response.end();
  });
  // The SDK reads the process's own environment.
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', await listening(server));
  const telemetry = await startTelemetry({ ...options, env: process.env });
  const requests = 2_000;
  let recorded = 0;
  for (let n = 0; n < requests; n += 1) {
    const served = telemetry?.serve('GET', '/things/:id', undefined);
    if (served?.traceparent.endsWith('-01')) recorded += 1;
    served?.end(200);
  }
  telemetry?.log('warn', 'something stands still', { service: 'intake' });
  await telemetry?.stop();
  server.close();
  // Five per cent of 2,000; outside these bounds less than once in a hundred million runs.
  expect(recorded).toBeGreaterThan(45);
  expect(recorded).toBeLessThan(165);
  expect(got.get('/v1/traces')).toContain('GET /things/:id');
  expect(got.get('/v1/logs')).toContain('something stands still');
  expect([...got.keys()].sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
});

test('a request that nobody records lends its log lines its trace all the same', async () => {
  const server = createServer();
  const got: string[] = [];
  server.on('request', async (request, response) => {
    for await (const chunk of request.setEncoding('utf8')) got.push(`${request.url} ${chunk}`);
    response.end('{}');
  });
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', await listening(server));
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
  const telemetry = await startTelemetry({ ...options, env: process.env });
  const served = telemetry?.serve('GET', '/things/:id', undefined);
  served?.within(() => telemetry?.log('info', 'looked at', {}));
  served?.end(200);
  await telemetry?.stop();
  server.close();
  expect(served?.traceparent).toMatch(/-00$/);
  expect(got.find((body) => body.startsWith('/v1/logs'))).toContain(`"traceId":"${served?.traceId}"`);
  expect(got.filter((body) => body.startsWith('/v1/traces'))).toEqual([]);
});

test('a collector that refuses costs a line, not the process', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(400).end();
  });
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', await listening(server));
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_on');
  const lines: string[] = [];
  const telemetry = await startTelemetry({ ...options, env: process.env, warn: (message) => lines.push(message) });
  telemetry?.serve('GET', '/', undefined).end(200);
  await telemetry?.stop();
  server.close();
  expect(new Set(lines)).toEqual(new Set(['telemetry is not delivered']));
});
