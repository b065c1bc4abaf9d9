import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, motcua, System } from '../../src/system.ts';

const shelf = mkdtempSync(join(tmpdir(), 'motcua-cli-'));
const empty = join(shelf, 'empty');
afterAll(() => rmSync(shelf, { recursive: true, force: true }));

test('help names every command, however it is asked for', async () => {
  for (const asked of [['help'], ['--help'], ['up', '--help'], []]) {
    const { code, output } = await motcua(...asked);
    expect(code).toBe(0);
    for (const command of ['up', 'test', 'bench', 'backup', 'restore', 'verify', 'parked', 'rebuild', 'streams', 'migrate', 'epoch'])
      expect(output).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  }
});

test.each([
  ['an unknown command', ['fly']],
  ['an unknown option', ['up', '--fast']],
  ['a port that is none', ['up', '--port', 'eighty']],
  ['a port that changes', ['up', '--port', '0']],
  ['an argument too many', ['verify', 'everything']],
  ['a backup to nowhere', ['backup']],
  ['a restore from nowhere', ['restore']],
  ['a projection of nobody', ['rebuild', 'mayor', 'queue']],
  ['a move to nowhere', ['migrate', '--from', `sqlite:${empty}`, '--to', 'postgres://x']],
  ['an epoch of no store', ['epoch']],
  ['an operator without a system', ['parked', '--data', empty]],
])('%s is refused in one line, exit 2', async (_what, args) => {
  const { code, output } = await motcua(...args);
  expect(output).toMatch(/^motcua: .+\n$/);
  expect(code).toBe(2);
});

test.each([
  ['backup', ['backup', '--data', empty, '--to', join(shelf, 'set')]],
  ['verify', ['verify', '--data', empty]],
  ['migrate', ['migrate', '--from', `sqlite:${empty}`, '--to', `sqlite:${join(shelf, 'house')}`]],
  ['restore', ['restore', '--from', empty, '--data', join(shelf, 'fresh')]],
])('%s of a folder that holds nothing of this system is refused, exit 1', async (_what, args) => {
  const { code, output } = await motcua(...args);
  expect(output).toMatch(/^motcua: .+\n$/);
  expect(code).toBe(1);
});

/** The promise to whoever deploys: a start that cannot succeed ends, with its reason, in this time. Not a measure of speed. */
const refusedWithinMs = 5_000;

test('a setting that makes no sense ends up at once, in words', async () => {
  const system = await System.prepare({ env: { MOTCUA_ENV: 'holiday' } });
  const began = Date.now();
  await expect(system.start()).rejects.toThrow(/MOTCUA_ENV/);
  expect(Date.now() - began).toBeLessThan(refusedWithinMs);
  await system.dispose();
});

describe('beside a running system', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.dispose());

  test.each([
    ['a second up', async () => ['up', '--data', system.dataDir, '--port', String(await freePort())]],
    ['verify', async () => ['verify', '--data', system.dataDir]],
    ['a restore over it', async () => ['restore', '--from', join(shelf, 'set'), '--data', system.dataDir]],
  ])('%s is refused', async (_what, args) => {
    const { code, output } = await motcua(...(await args()));
    expect(output).toMatch(/^motcua: /m);
    expect(code).toBe(1);
    expect((await fetch(`${system.url}/livez`)).status).toBe(200);
  });

  test('a port that is taken is said', async () => {
    const other = await System.prepare({ port: system.port });
    await expect(other.start()).rejects.toThrow(/in use|EADDRINUSE/);
    await other.dispose();
  });

  test('a backup is taken while it runs; a changed file of it is not restored, nor a set into a full folder', async () => {
    const set = join(shelf, 'set');
    const made = await motcua('backup', '--data', system.dataDir, '--to', set);
    expect(made.code, made.output).toBe(0);
    expect((await motcua('backup', '--data', system.dataDir, '--to', set)).output).toContain('is not empty');
    writeFileSync(join(set, 'intake', 'secrets.json'), '{}');
    const restored = await motcua('restore', '--from', set, '--data', join(shelf, 'fresh'));
    expect([restored.code, restored.output]).toEqual([1, expect.stringContaining('SHA-256')]);
  });

  test('a projection is rebuilt while it serves', async () => {
    const rebuilt = await motcua('rebuild', 'tracking', 'tracking-status', '--data', system.dataDir);
    expect(rebuilt.code, rebuilt.output).toBe(0);
    expect((await motcua('rebuild', 'tracking', 'nothing', '--data', system.dataDir)).code).toBe(1);
    expect((await motcua('parked', '--data', system.dataDir)).output).toBe('Nothing is parked.\n');
  });
});
