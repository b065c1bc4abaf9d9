import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Citizens, citizens } from './citizens.ts';
import { lifecyclesPerSecond } from './lifecycles.ts';
import { lookupsBench } from './lookups.ts';
import type { Row } from './row.ts';
import { caughtUp, startSystem } from './running-system.ts';
import { seed } from './seed.ts';

/** Dossiers at each point, rising; `MOTCUA_CURVE=0,2000,5000` tries it out. */
const sizes = (process.env['MOTCUA_CURVE'] ?? '0,100000,300000').split(',').map(Number);
const users = 50;

const say = (line: string): void => {
  process.stderr.write(`  ${line}\n`);
};

/** Seconds from the start of the process until its read models hold all that the logs hold. */
const fillReadModels = async (dataDir: string): Promise<number> => {
  const began = performance.now();
  const system = await startSystem(dataDir);
  try {
    await caughtUp(system);
    return (performance.now() - began) / 1_000;
  } finally {
    await system.stop();
  }
};

const fileSome = async (api: Citizens): Promise<readonly string[]> => {
  const filed = await Promise.all(Array.from({ length: 200 }, () => api.file()));
  const last = filed.at(-1);
  if (last) await api.status(last.token, { 'motcua-position': last.position, prefer: 'wait=5' });
  return filed.flatMap((one) => (one ? [one.token] : []));
};

interface Measured {
  readonly startSeconds: number;
  readonly residentMb: number;
  readonly lookups: Row | undefined;
  readonly lifecycles: number;
  readonly failed: number;
  readonly busyMb: number;
}

/** A warm start, then look-ups of what was seeded, then lifecycles. */
const measured = async (dataDir: string, seconds: number, seeded: readonly string[]): Promise<Measured> => {
  const system = await startSystem(dataDir);
  try {
    await caughtUp(system);
    const residentMb = system.residentMb();
    const api = await citizens(system.originOf);
    const tokens = seeded.length > 0 ? seeded : await fileSome(api);
    const filed = tokens.map((token) => ({ id: '', token, position: '' }));
    const [lookups] = await lookupsBench(system.url, filed, Math.min(10, seconds));
    await lifecyclesPerSecond(api, users, Math.min(5, seconds));
    const { perSecond, failed } = await lifecyclesPerSecond(api, users, seconds);
    await api.close();
    return { startSeconds: system.startMs / 1_000, residentMb, lookups, lifecycles: perSecond, failed, busyMb: system.residentMb() };
  } finally {
    await system.stop();
  }
};

const rowsOf = (size: number, point: Measured, empty: Measured | undefined): readonly Row[] => {
  const at = `at ${size.toLocaleString('en')} dossiers`;
  const { startSeconds, residentMb, lookups, lifecycles, failed, busyMb } = point;
  const rows: Row[] = [
    { name: `full lifecycles ${at}, ${users} users`, figure: lifecycles, unit: '/s', floor: 100, aim: 200, note: `${failed} failed` },
    ...(lookups ? [{ ...lookups, name: `look-ups by token ${at}` }] : []),
    { name: `memory ${at}`, figure: busyMb, unit: 'MB', floor: 600, aim: 350, lower: true, note: `${Math.round(residentMb)} MB at rest` },
    { name: `warm start ${at}`, figure: startSeconds, unit: 's', floor: 10, aim: 4, lower: true },
  ];
  if (!empty) return rows;
  const [now, then] = [lookups?.figure ?? 0, empty.lookups?.figure ?? 0];
  return [
    ...rows,
    { name: `lifecycles ${at} ÷ at ${sizes[0]}`, figure: lifecycles / empty.lifecycles, unit: '', floor: 0.9, aim: 0.9 },
    { name: `look-ups ${at} ÷ at ${sizes[0]}`, figure: now / then, unit: '' },
  ];
};

/** Lifecycles, look-ups, memory and warm start on an empty data folder and on one that holds 100,000 and 300,000 dossiers: it must not get slower as the years go by. */
export const curveBench = async (seconds: number): Promise<Row[]> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'motcua-curve-'));
  const rows: Row[] = [];
  let there = 0;
  let empty: Measured | undefined;
  try {
    await fillReadModels(dataDir);
    for (const size of sizes) {
      const more = size - there;
      there = size;
      const seeded = more > 0 ? await seed(dataDir, more, say) : [];
      if (more > 0) {
        const filledIn = await fillReadModels(dataDir);
        const name = `read models after a start with ${more.toLocaleString('en')} more dossiers`;
        rows.push({ name, figure: filledIn, unit: 's', note: `${Math.round(more / filledIn)} dossiers/s, in all services at once` });
      }
      const point = await measured(dataDir, seconds, seeded);
      rows.push(...rowsOf(size, point, empty));
      empty ??= point;
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return rows;
};
