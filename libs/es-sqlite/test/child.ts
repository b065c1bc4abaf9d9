import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Recorded } from '@motcua/es';
import { expect } from 'vitest';

export interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly hash: string;
}

const script = new URL('./writing-process.ts', import.meta.url).pathname;

/** The writing process, its lines as they come, and waiting for them. `wrapper`: a command to run it under. */
export const startWriting = (file: string, prefix: string, wrapper: readonly string[] = []) => {
  const [command = '', ...rest] = [...wrapper, process.execPath, '--conditions=motcua:source', script, file, prefix];
  const child: ChildProcess = spawn(command, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: string[] = [];
  let check: () => void = () => undefined;
  if (child.stdout === null) throw new Error('no output');
  const output = createInterface(child.stdout);
  output.on('line', (line) => {
    lines.push(line);
    check();
  });
  const read = new Promise<void>((resolve) => output.once('close', resolve));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => void read.then(() => resolve({ code, signal })));
  });
  return {
    child,
    lines,
    ended,
    until: (condition: (lines: readonly string[]) => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        void ended.then(() => reject(new Error(`it ended: ${lines.at(-1)}`)));
        check = () => condition(lines) && resolve();
        check();
      }),
    acknowledged: (): Acknowledged[] =>
      lines.flatMap((line) => {
        const [stream = '', revision = '', hash = ''] = line.split(' ');
        return hash.length === 64 ? [{ stream, revision: Number(revision), hash }] : [];
      }),
  };
};

/** Every acknowledged append is there as it was acknowledged. */
export const expectAll = (acknowledged: readonly Acknowledged[], log: readonly Recorded[]): void => {
  const hashes = new Map(log.map(({ stream, revision, hash }) => [`${stream} ${revision}`, hash]));
  expect(acknowledged.filter(({ stream, revision, hash }) => hashes.get(`${stream} ${revision}`) !== hash)).toStrictEqual([]);
};

export const isThere = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
