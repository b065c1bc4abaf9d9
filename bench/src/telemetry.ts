import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { startTelemetry } from '@motcua/telemetry';
import { type Citizens, citizens } from './citizens.ts';
import { lifecyclesPerSecond } from './lifecycles.ts';
import type { Row } from './row.ts';
import { type RunningSystem, startSystem } from './running-system.ts';

/** Of each way, by turns: the machine's own speed varies more than telemetry costs. */
const rounds = 5;
const users = 20;
/** Below this share of one processor over a second nothing is left to do. */
const idleShare = 0.1;

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

/** What so many seconds of lives came to, and all that followed from them. */
interface Run {
  readonly lives: number;
  readonly perSecond: number;
  readonly failed: number;
  readonly cpuMs: number;
}

/** A system that is kept running through all rounds: a service runs for weeks, so what its first seconds cost is told apart. */
interface Side {
  readonly system: RunningSystem;
  readonly api: Citizens;
  readonly cold: Run;
  readonly warm: Run[];
}

/** A life goes on after its last answer: messages are sent, read models filled. */
const untilIdle = async (system: RunningSystem): Promise<void> => {
  for (;;) {
    const before = system.cpuSeconds();
    await setTimeout(1_000);
    if (system.cpuSeconds() - before < idleShare) return;
  }
};

const run = async (system: RunningSystem, api: Citizens, seconds: number): Promise<Run> => {
  const before = system.cpuSeconds();
  const { lives, perSecond, failed } = await lifecyclesPerSecond(api, users, seconds);
  await untilIdle(system);
  return { lives, perSecond, failed, cpuMs: (system.cpuSeconds() - before) * 1_000 };
};

/** Starts a system and warms it up: after the cold run as long again that nobody counts. */
const sideOf = async (seconds: number, env: Readonly<Record<string, string>>): Promise<Side> => {
  const system = await startSystem(undefined, env);
  const api = await citizens(system.originOf);
  const cold = await run(system, api, seconds);
  await run(system, api, seconds);
  return { system, api, cold, warm: [] };
};

const end = async ({ api, system }: Side): Promise<void> => {
  await api.close();
  await system.stop();
};

const sum = (runs: readonly Run[], of: (one: Run) => number): number => runs.reduce((total, one) => total + of(one), 0);
const livesASecond = (runs: readonly Run[]): number => sum(runs, ({ perSecond }) => perSecond) / runs.length;
const msOfALife = (runs: readonly Run[]): number => sum(runs, ({ cpuMs }) => cpuMs) / sum(runs, ({ lives }) => lives);
const each = (runs: readonly Run[], of: (one: Run) => number): string => runs.map((one) => of(one).toFixed(1)).join(' · ');

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

const processorRow = (when: string, without: readonly Run[], along: readonly Run[]): Row => ({
  name: `processor time of a life, ${when}, with : without`,
  figure: msOfALife(along) / msOfALife(without),
  unit: '',
  lower: true,
  note: `${each(along, (one) => msOfALife([one]))} ms and ${each(without, (one) => msOfALife([one]))} ms, all threads, all that follows`,
});

const rowsOf = (without: Side, along: Side): Row[] => [
  {
    name: `full lifecycles, ${users} users, without telemetry`,
    figure: livesASecond(without.warm),
    unit: '/s',
    note: each(without.warm, ({ perSecond }) => perSecond),
  },
  {
    name: 'the same with telemetry (5 % of traces)',
    figure: livesASecond(along.warm),
    unit: '/s',
    note: `${each(along.warm, ({ perSecond }) => perSecond)}; ${sum([...without.warm, ...along.warm], ({ failed }) => failed)} failed`,
  },
  { name: 'with : without', figure: livesASecond(along.warm) / livesASecond(without.warm), unit: '', floor: 0.9 },
  { ...processorRow('warm', without.warm, along.warm), floor: 1.1 },
  processorRow('cold, the first seconds of weeks: warm is what counts', [without.cold], [along.cold]),
  { name: 'memory that telemetry adds', figure: along.system.residentMb() - without.system.residentMb(), unit: 'MB' },
];

const bothSides = async (seconds: number, url: string): Promise<Row[]> => {
  const without = await sideOf(seconds, { OTEL_EXPORTER_OTLP_ENDPOINT: '' });
  try {
    const along = await sideOf(seconds, { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    try {
      for (let round = 0; round < rounds; round += 1) {
        // Now the one first, now the other: what comes second may find the machine warmer, or busier.
        for (const { system, api, warm } of round % 2 === 0 ? [without, along] : [along, without])
          warm.push(await run(system, api, seconds));
      }
      return rowsOf(without, along);
    } finally {
      await end(along);
    }
  } finally {
    await end(without);
  }
};

/** What telemetry costs: whole lives of dossiers without it, and with it as it is by default (one trace in twenty, metrics, log lines). */
export const telemetryBench = async (seconds: number): Promise<Row[]> => {
  const { server, url, taken } = await swallower();
  const rows = await bothSides(seconds, url);
  const micros = await spanMicros(url);
  server.close();
  return [...rows, { name: 'a request’s own span, 5 % recorded', figure: micros, unit: 'µs', note: `${taken()} exports taken in all` }];
};
