import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marker } from './clamd-double.ts';

const binary = ['clamd', '/usr/sbin/clamd'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);

/** Why clamd itself cannot be asked here. */
export const clamdMissing: string | undefined = binary === undefined ? 'no clamd here (Debian: clamav-daemon)' : undefined;

const configOf = (folder: string): string =>
  [
    'Foreground yes',
    `DatabaseDirectory ${folder}/db`,
    `TemporaryDirectory ${folder}`,
    `LocalSocket ${folder}/clamd.ctl`,
    `LogFile ${folder}/clamd.log`,
    'StreamMaxLength 1M',
    'MaxThreads 4',
    '',
  ].join('\n');

const listens = async (socket: string, process: ChildProcess): Promise<void> => {
  for (let turn = 0; turn < 300 && process.exitCode === null; turn += 1) {
    if (existsSync(socket)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('clamd does not listen');
};

/** ClamAV's own daemon with one invented signature instead of its database, in a folder and on a socket of its own. */
export const realClamd = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-clamd-'));
  mkdirSync(join(folder, 'db'));
  writeFileSync(join(folder, 'db', 'test.ndb'), `Motcua.Test.Marker:0:*:${marker.toString('hex')}\n`);
  writeFileSync(join(folder, 'clamd.conf'), configOf(folder));
  const path = join(folder, 'clamd.ctl');
  const clamd = spawn(binary ?? 'clamd', ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
  await listens(path, clamd);
  return {
    address: { path },
    close: async (): Promise<void> => {
      const ended = once(clamd, 'exit');
      clamd.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
