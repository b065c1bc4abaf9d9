import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { citizens } from './citizens.ts';
import { lifecyclesPerSecond } from './lifecycles.ts';
import type { Row } from './row.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { seed } from './seed.ts';

const sizes = [0, 100_000, 300_000] as const;
const users = 50;
const caughtUpWithinMs = 1_200_000;

const say = (line: string): void => {
  process.stderr.write(`  ${line}\n`);
};

/** The read models have folded what was seeded: `/readyz` says so. Answers how long that took, in seconds. */
const caughtUp = async ({ url }: RunningSystem): Promise<number> => {
  const began = performance.now();
  while ((await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200) {
    if (performance.now() - began > caughtUpWithinMs) throw new Error('the read models do not catch up');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return (performance.now() - began) / 1_000;
};

const measured = async (
  dataDir: string,
  seconds: number,
): Promise<{ perSecond: number; failed: number; behind: number; residentMb: number }> => {
  const system = await startSystem(dataDir);
  try {
    const behind = await caughtUp(system);
    const api = await citizens(system.url);
    await lifecyclesPerSecond(api, users, Math.min(5, seconds));
    const { perSecond, failed } = await lifecyclesPerSecond(api, users, seconds);
    await api.close();
    return { perSecond, failed, behind, residentMb: system.residentMb() };
  } finally {
    await system.stop();
  }
};

/** Full lifecycles per second on an empty data folder and on one that holds 100,000 and 300,000 dossiers: it must not get slower as the years go by. */
export const curveBench = async (seconds: number): Promise<Row[]> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'motcua-curve-'));
  const rows: Row[] = [];
  let there = 0;
  try {
    for (const size of sizes) {
      if (size > there) await seed(dataDir, size - there, say);
      there = size;
      const { perSecond, failed, behind, residentMb } = await measured(dataDir, seconds);
      const [empty] = rows;
      rows.push({
        name: `full lifecycles at ${size.toLocaleString('en')} dossiers, ${users} users`,
        figure: perSecond,
        unit: '/s',
        note: `${failed} failed; ${Math.round(residentMb)} MB${size === 0 ? '' : `; read models filled ${Math.round(behind)} s after the start`}`,
      });
      if (empty && size === sizes.at(-1)) {
        rows.push({ name: 'lifecycles at 300,000 dossiers ÷ at none', figure: perSecond / empty.figure, unit: '', floor: 0.9, aim: 0.9 });
      }
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return rows;
};
