import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '@motcua/infra-nats';
import type { Deployment } from './deployment.ts';
import { endsWithBench } from './interruption.ts';
import { cpuSeconds, residentMb } from './process-usage.ts';

const cli = fileURLToPath(new URL('../../infra/standalone/dist/bundled/cli.js', import.meta.url));

/** All services in one process. */
export interface RunningSystem extends Deployment {
  readonly url: string;
  readonly dataDir: string;
  readonly cpuSeconds: () => number;
}

const caughtUpWithinMs = 1_200_000;

/** The read models have folded what was seeded: `/readyz` says so. */
export const caughtUp = async ({ url }: Pick<RunningSystem, 'url'>): Promise<void> => {
  const began = performance.now();
  while ((await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200) {
    if (performance.now() - began > caughtUpWithinMs) throw new Error('the read models do not catch up');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/** Starts the system in a process of its own; keeps `dataDir` when one is given; `more`: settings of its own. */
export const startSystem = async (given?: string, more: Readonly<Record<string, string>> = {}): Promise<RunningSystem> => {
  const dataDir = given ?? mkdtempSync(join(tmpdir(), 'motcua-bench-'));
  const port = await freePort();
  const began = performance.now();
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, cli, 'up', '--data', dataDir, '--port', String(port), '--no-demo'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Ctrl-C is for us alone: a second signal, ours, would end `up` before it has stopped its nats-server.
      detached: true,
      env: { ...process.env, MOTCUA_CALLED_FROM: '/', ...more },
    },
  );
  const stop = endsWithBench(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    if (given === undefined) rmSync(dataDir, { recursive: true, force: true });
  });
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.startsWith('Ready') && resolve());
    child.on('exit', (code) => reject(new Error(`the system ended with ${code} before it was ready`)));
  });
  const startMs = performance.now() - began;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    originOf: () => url,
    dataDir,
    startMs,
    note: 'packages installed and built',
    residentMb: () => residentMb(child.pid ?? 0),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    stop,
  };
};
