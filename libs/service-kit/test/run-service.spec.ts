import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

type Child = ChildProcessByStdio<null, Readable, Readable>;

const start = (env: Record<string, string>): Child =>
  spawn(process.execPath, [join(import.meta.dirname, 'run-toy.mjs')], {
    env: { PATH: process.env.PATH ?? '', MOTCUA_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const ended = async (child: Child): Promise<{ code: number | null; out: string; err: string }> => {
  const [[code], out, err] = await Promise.all([once(child, 'exit') as Promise<[number | null]>, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
};

/** Resolves when the process has said that it listens. */
const listening = (child: Child): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('"listening"')) resolve();
  });
  child.once('exit', () => reject(new Error(said)));
  return promise;
};

describe('a service alone', () => {
  test('prints its settings with secrets masked, and ends with 0 on SIGTERM', async () => {
    const child = start({ MOTCUA_TRACKING_SECRET: 'very-secret' });
    const end = ended(child);
    await listening(child);
    child.kill('SIGTERM');
    const { code, out } = await end;
    expect(code).toBe(0);
    expect(out).toMatch(/MOTCUA_TRACKING_LEVEL\s+low\s+\(default\)/);
    expect(out).toMatch(/MOTCUA_TRACKING_SECRET\s+\*{8}/);
    expect(out).not.toContain('very-secret');
  });

  test('writes files that only its user may read', async () => {
    const child = start({});
    const end = ended(child);
    await listening(child);
    child.kill('SIGTERM');
    expect((await end).out).toContain('umask 77\n');
  });

  test('refuses bad configuration with one line each, without values and stack, and ends with 2', async () => {
    const { code, err } = await ended(start({ MOTCUA_PORT: 'abc-secret', MOTCUA_PROVINCE: 'x' }));
    expect(code).toBe(2);
    expect(err).toContain('MOTCUA_PORT: a port number');
    expect(err).not.toMatch(/abc-secret|\n\s+at /);
  });

  test('refuses a setting that looks like its own and is not', async () => {
    const { code, err } = await ended(start({ MOTCUA_TRACKING_LEVLE: 'high' }));
    expect(code).toBe(2);
    expect(err).toContain('MOTCUA_TRACKING_LEVLE: there is no such setting');
  });

  test('ends with 2 and one line where the clock is wrong', async () => {
    const { code, err } = await ended(start({ MOTCUA_TEST_CLOCK_BEHIND: '1' }));
    expect([code, err]).toEqual([2, 'motcua: tracking could not start: the clock is wrong\n']);
  });

  test('opens nothing where its folder cannot be, or somebody listens where it is to listen', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    // Whoever opens ends with 2 here.
    const opens = { MOTCUA_TEST_CLOCK_BEHIND: '1' };
    const file = fileURLToPath(import.meta.url);
    const [noFolder, noPort] = await Promise.all([
      ended(start({ ...opens, MOTCUA_DATA: join(file, 'data') })),
      ended(start({ ...opens, MOTCUA_PORT: port })),
    ]);
    expect([noFolder.code, noFolder.err]).toEqual([1, `motcua: tracking could not start: ${file} is no folder\n`]);
    expect([noPort.code, noPort.err]).toEqual([1, expect.stringMatching(/^motcua: tracking could not start: .*EADDRINUSE.*\n$/)]);
  });

  test('logs what nobody caught, without its message, and ends with 1', async () => {
    const { code, out } = await ended(start({ MOTCUA_TEST_CRASH: '1' }));
    expect(code).toBe(1);
    expect(out).toContain('unhandled rejection');
    expect(out).not.toContain('0912345678');
  });
});
