import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../infra/standalone/dist/cli.js', import.meta.url));

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** Resident memory of a process and all its children, in MB (Linux). */
const residentMb = (pid: number): number => {
  const own = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return Number(own) / 1024 + children.reduce((sum, child) => sum + residentMb(Number(child)), 0);
};

/** Processor time that a process has used with all its threads, in seconds (Linux, 100 ticks a second). */
const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold spaces; from the state on all fields are single words.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

export interface RunningSystem {
  readonly url: string;
  readonly dataDir: string;
  /** Milliseconds from the start of the process to its "Ready" line. */
  readonly startMs: number;
  readonly residentMb: () => number;
  readonly cpuSeconds: () => number;
  readonly stop: () => Promise<void>;
}

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
      env: { ...process.env, MOTCUA_CALLED_FROM: '/', ...more },
    },
  );
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.startsWith('Ready') && resolve());
    child.on('exit', (code) => reject(new Error(`the system ended with ${code} before it was ready`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    startMs: performance.now() - began,
    residentMb: () => residentMb(child.pid ?? 0),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      if (given === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
