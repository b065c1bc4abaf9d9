import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { untilInterrupted } from './interruption.ts';
import { type Row, table } from './row.ts';
import { startSystem } from './running-system.ts';
import { wholeSystemBench } from './whole-system.ts';

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

const lengths = { seconds, submissionSeconds: Number(values['submission-seconds']), say };

/** The same rows of the four services in processes of their own; only memory has a floor of its own. */
const splitBench = async (): Promise<Row[]> => {
  const { startSplit } = await import('./split-deployment.ts');
  const rows = await wholeSystemBench(startSplit, { ...lengths, memory: { floor: 1_200 } });
  return rows.map((row) => ({ ...row, name: `split: ${row.name}` }));
};

const benches: Readonly<Record<string, () => Promise<Row[]>>> = {
  appends: async () => (await import('./appends.ts')).appendsBench(),
  relay: async () => (await import('./relay.ts')).relayBench(),
  rebuild: async () => (await import('./rebuild.ts')).rebuildBench(),
  migration: async () => (await import('./migration.ts')).migrationBench(),
  system: () => wholeSystemBench(startSystem, { ...lengths, memory: { floor: 600, aim: 350 } }),
  split: splitBench,
  telemetry: async () => (await import('./telemetry.ts')).telemetryBench(seconds),
  curve: async () => (await import('./curve.ts')).curveBench(seconds),
};

const measure = async (): Promise<void> => {
  const rows: Row[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    if (values.only && !values.only.split(',').includes(name)) continue;
    say(`${name} …`);
    rows.push(...(await bench()));
  }
  process.stdout.write(`${machine()}\n\n${table(rows)}\n`);
};

if (positionals[0] === 'seed') {
  const { seed } = await import('./seed.ts');
  await seed(values.data ?? '.motcua', Number(values.dossiers ?? '100000'), say);
} else {
  await untilInterrupted(measure);
}
