import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const commandOf = (pid: number): string => {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return '';
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie has no command line: it holds nothing any more.
    return commandOf(pid) !== '';
  } catch {
    return false;
  }
};

const gone = async (pid: number, withinMs: number): Promise<boolean> => {
  const end = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
};

/** A nats-server of ours that a crash left behind holds the store folder and perhaps the port: it is ended before a new one starts. Any other program is left alone. */
export const endOrphan = async (pidFile: string, configFile: string): Promise<void> => {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : Number.NaN;
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid) || !commandOf(pid).includes(configFile)) return;
  for (const signal of ['SIGCONT', 'SIGTERM', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    if (signal !== 'SIGCONT' && (await gone(pid, 5_000))) return;
  }
  throw new Error(`the nats-server left behind (pid ${pid}) does not end`);
};
