import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** A pid may have been given to another program since: only one of ours still counts. Where /proc is not there, a living pid does. */
const isOurs = (pid: number): boolean => {
  if (!isAlive(pid)) return false;
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('standalone');
  } catch {
    return false;
  }
};

/** Who runs on a data folder now, if anybody. */
export const runningOn = (dataDir: string): number | undefined => {
  const file = join(dataDir, 'up.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  return Number.isInteger(pid) && pid !== process.pid && isOurs(pid) ? pid : undefined;
};

/** One system per data folder. Throws where another one runs on it; answers how to let go. */
export const claimDataFolder = (dataDir: string): (() => void) => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const other = runningOn(dataDir);
  if (other !== undefined) throw new Error(`${dataDir} is in use by the running system with pid ${other}`);
  const file = join(dataDir, 'up.pid');
  writeFileSync(file, String(process.pid), { mode: 0o600 });
  return () => rmSync(file, { force: true });
};
