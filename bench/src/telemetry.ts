import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelemetry } from '@motcua/telemetry';
import { citizens } from './citizens.ts';
import { lifecyclesPerSecond } from './lifecycles.ts';
import type { Row } from './row.ts';
import { startSystem } from './running-system.ts';

/** Rounds of each way, by turns: the machine's own speed varies more than telemetry costs. */
const rounds = 3;
const users = 20;

/** Double of a collector: takes what comes, counts requests and looks at nothing. */
const swallower = async (): Promise<{ server: Server; url: string; taken: () => number }> => {
  let taken = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      taken += 1;
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken: () => taken };
};

const measured = async (seconds: number, env: Readonly<Record<string, string>>) => {
  const system = await startSystem(undefined, env);
  const api = await citizens(system.url);
  try {
    const before = system.cpuSeconds();
    const { perSecond, failed } = await lifecyclesPerSecond(api, users, seconds);
    const cpuMs = ((system.cpuSeconds() - before) * 1_000) / (perSecond * seconds);
    return { perSecond, failed, cpuMs, memory: system.residentMb() };
  } finally {
    await api.close();
    await system.stop();
  }
};
type Measured = Awaited<ReturnType<typeof measured>>;

const mean = (all: readonly Measured[], of: (one: Measured) => number): number => all.reduce((sum, one) => sum + of(one), 0) / all.length;

/** Microseconds that one request's own telemetry takes, nineteen of twenty of them unrecorded. */
const spanMicros = async (url: string): Promise<number> => {
  // The SDK reads the process's own environment.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url;
  const telemetry = await startTelemetry({ name: 'bench', env: process.env, families: async () => [], warn: () => undefined });
  if (!telemetry) throw new Error('telemetry did not start');
  const serve = (times: number): number => {
    const began = performance.now();
    for (let time = 0; time < times; time += 1) {
      const served = telemetry.serve('POST', '/api/intake/v1/submissions', undefined);
      served.within(() => undefined);
      served.within(() => undefined);
      served.end(201);
    }
    return ((performance.now() - began) * 1_000) / times;
  };
  serve(20_000);
  const micros = serve(50_000);
  await telemetry.stop();
  return micros;
};

/** What telemetry costs: whole lives of dossiers without it, and with it as it is by default (one trace in twenty, metrics, log lines). */
export const telemetryBench = async (seconds: number): Promise<Row[]> => {
  const { server, url, taken } = await swallower();
  const without: Measured[] = [];
  const along: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    without.push(await measured(seconds, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }));
    along.push(await measured(seconds, { OTEL_EXPORTER_OTLP_ENDPOINT: url }));
  }
  const micros = await spanMicros(url);
  server.close();
  const each = (all: readonly Measured[]): string => all.map(({ perSecond }) => perSecond.toFixed(1)).join(' · ');
  const failed = [...without, ...along].reduce((sum, one) => sum + one.failed, 0);
  const cpu = ({ cpuMs }: Measured): number => cpuMs;
  const lives = ({ perSecond }: Measured): number => perSecond;
  return [
    { name: `full lifecycles, ${users} users, without telemetry`, figure: mean(without, lives), unit: '/s', note: each(without) },
    { name: 'the same with telemetry (5 % of traces)', figure: mean(along, lives), unit: '/s', note: `${each(along)}; ${failed} failed` },
    {
      name: 'with : without',
      figure: mean(along, lives) / mean(without, lives),
      unit: '',
      floor: 0.9,
      note: `${taken()} exports taken`,
    },
    {
      name: 'processor time of a life, with : without',
      figure: mean(along, cpu) / mean(without, cpu),
      unit: '',
      floor: 1.1,
      lower: true,
      note: `${mean(along, cpu).toFixed(0)} ms and ${mean(without, cpu).toFixed(0)} ms, both threads, start-up work included`,
    },
    { name: 'a request’s own span, 5 % recorded', figure: micros, unit: 'µs' },
    {
      name: 'memory that telemetry adds, both threads',
      figure: mean(along, ({ memory }) => memory) - mean(without, ({ memory }) => memory),
      unit: 'MB',
    },
  ];
};
