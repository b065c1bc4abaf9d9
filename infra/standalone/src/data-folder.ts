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

/** Who runs on a data folder, and where it listens. */
export interface Claim {
  readonly pid: number;
  readonly url: string;
}

const claimFile = (dataDir: string): string => join(dataDir, 'up.json');

/** The system that runs on a data folder now, if any. */
export const runningOn = (dataDir: string): Claim | undefined => {
  if (!existsSync(claimFile(dataDir))) return undefined;
  try {
    const claim = JSON.parse(readFileSync(claimFile(dataDir), 'utf8')) as Claim;
    return claim.pid !== process.pid && isOurs(claim.pid) ? claim : undefined;
  } catch {
    // Cut off while it was written: whoever wrote it is gone.
    return undefined;
  }
};

/** One system per data folder. Throws where another one runs on it; answers how to let go. */
export const claimDataFolder = (dataDir: string, url: string): (() => void) => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const other = runningOn(dataDir);
  if (other) throw new Error(`${dataDir} is in use by the running system with pid ${other.pid} (${other.url})`);
  writeFileSync(claimFile(dataDir), JSON.stringify({ pid: process.pid, url } satisfies Claim), { mode: 0o600 });
  return () => rmSync(claimFile(dataDir), { force: true });
};

/** For commands that need the system to stand still. */
export const mustBeStopped = (dataDir: string, command: string): void => {
  const claim = runningOn(dataDir);
  if (claim) throw new Error(`the system with pid ${claim.pid} runs on ${dataDir}: stop it before ${command}`);
};
