import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Citizens, citizens, type Filed } from './citizens.ts';
import { lifecyclesPerSecond } from './lifecycles.ts';
import { lookupsBench, lookupsUnderLoadBench } from './lookups.ts';
import { type Row, table } from './row.ts';
import { startSystem } from './running-system.ts';
import { submissionsBench, visibleLagBench } from './submissions.ts';

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    'submission-seconds': { type: 'string', default: '60' },
    only: { type: 'string' },
    data: { type: 'string' },
    dossiers: { type: 'string' },
  },
  allowPositionals: true,
});
const seconds = Number(values.seconds);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const machine = (): string => {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}, ${process.platform} ${process.arch}; driver, services and nats-server on this one machine`;
};

const fileSome = async (api: Citizens, count: number): Promise<Filed[]> => {
  const filed: Filed[] = [];
  while (filed.length < count) {
    const batch = await Promise.all(Array.from({ length: 20 }, () => api.file()));
    filed.push(...batch.filter((one) => one !== undefined));
  }
  const last = filed.at(-1);
  if (last) await api.status(last.token, { 'motcua-position': last.position, prefer: 'wait=5' });
  return filed;
};

const lifecycleRow = async (api: Citizens): Promise<Row> => {
  const { perSecond, requestsPerSecond, failed } = await lifecyclesPerSecond(api, 50, seconds);
  return {
    name: 'full lifecycles, 50 users',
    figure: perSecond,
    unit: '/s',
    floor: 100,
    aim: 200,
    note: `${Math.round(requestsPerSecond)} requests/s; ${failed} failed`,
  };
};

const wholeSystem = async (): Promise<Row[]> => {
  const rows: Row[] = [];
  const cold = await startSystem();
  try {
    rows.push({ name: 'start to ready, empty data folder', figure: cold.startMs / 1_000, unit: 's', note: 'packages installed and built' });
    rows.push({ name: 'memory at rest, nats-server included', figure: cold.residentMb(), unit: 'MB' });
    const api = await citizens(cold.url);
    const filed = await fileSome(api, 200);
    say('lifecycles …');
    rows.push(await lifecycleRow(api));
    say('look-ups …');
    rows.push(...(await lookupsBench(cold.url, filed, seconds)));
    rows.push(...(await lookupsUnderLoadBench(api, filed, seconds)));
    say('visible lag …');
    rows.push(...(await visibleLagBench(api, 300, seconds)));
    say('submissions …');
    rows.push(...(await submissionsBench(api, Number(values['submission-seconds']))));
    rows.push({
      name: 'memory after all this, nats-server included',
      figure: cold.residentMb(),
      unit: 'MB',
      floor: 600,
      aim: 350,
      lower: true,
    });
    await api.close();
  } finally {
    await cold.stop();
  }
  return rows;
};

const benches: Readonly<Record<string, () => Promise<Row[]>>> = {
  appends: async () => (await import('./appends.ts')).appendsBench(),
  relay: async () => (await import('./relay.ts')).relayBench(),
  rebuild: async () => (await import('./rebuild.ts')).rebuildBench(),
  migration: async () => (await import('./migration.ts')).migrationBench(),
  system: wholeSystem,
  telemetry: async () => (await import('./telemetry.ts')).telemetryBench(seconds),
  curve: async () => (await import('./curve.ts')).curveBench(seconds),
};

if (positionals[0] === 'seed') {
  const { seed } = await import('./seed.ts');
  await seed(values.data ?? '.motcua', Number(values.dossiers ?? '100000'), say);
} else {
  const rows: Row[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    if (values.only && !values.only.split(',').includes(name)) continue;
    say(`${name} …`);
    rows.push(...(await bench()));
  }
  process.stdout.write(`${machine()}\n\n${table(rows)}\n`);
}
