import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signsOfLife } from '../../src/adapters/signs-of-life.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-life-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Another process that lives until it is killed. */
const another = async (instance: string) => {
  const module = new URL('../../src/adapters/signs-of-life.ts', import.meta.url).href;
  const script = `const { signsOfLife } = await import(${JSON.stringify(module)}); signsOfLife(${JSON.stringify(folder)}, ${JSON.stringify(instance)}); console.log('lives'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
};

test('another process is alive until it is killed, and then certainly gone', async () => {
  const other = randomUUID();
  const own = signsOfLife(folder, randomUUID());
  const child = await another(other);
  expect(own.isGone(other)).toBe(false);
  child.kill('SIGSTOP');
  expect(own.isGone(other)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(own.isGone(other)).toBe(true);
  own.close();
});

test('of one that never was here nothing is known, nor of one that ended in peace', () => {
  const own = signsOfLife(folder, randomUUID());
  const other = randomUUID();
  const peaceful = signsOfLife(folder, other);
  expect(own.isGone(other)).toBe(false);
  peaceful.close();
  expect(own.isGone(other)).toBe(false);
  expect(own.isGone(randomUUID())).toBe(false);
  own.close();
});

test('what the dead of yesterday left is swept away, the living are left alone', async () => {
  const [dead, living] = ['dead', 'living'].map((name) => join(folder, `${name}.lock`)) as [string, string];
  const life = signsOfLife(folder, 'living');
  await writeFile(dead, '');
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  for (const file of [dead, living]) await utimes(file, yesterday, yesterday);
  const own = signsOfLife(folder, randomUUID());
  expect([dead, living].map((file) => existsSync(file))).toEqual([false, true]);
  expect(own.isGone('living')).toBe(false);
  own.close();
  life.close();
});
