import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@motcua/infra-nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { motcua, System } from '../../src/system.ts';

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
  ['a backup that nobody said how to encrypt', ['backup', '--to', join(shelf, 'set')]],
  ['a backup in clear for a recipient', ['backup', '--to', join(shelf, 'set'), '--plain', '--recipient', 'age1x']],
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
  ['backup', ['backup', '--data', empty, '--to', join(shelf, 'set'), '--plain']],
  ['backup for nobody', ['backup', '--data', empty, '--to', join(shelf, 'set'), '--recipient', 'age1x']],
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
    const [set, identity] = [join(shelf, 'set'), join(shelf, 'identity')];
    const { output: recipient } = await motcua('backup', '--new-identity', identity);
    const toThem = ['--recipient', /^age1\w+$/m.exec(recipient)?.[0] ?? ''];
    const made = await motcua('backup', '--data', system.dataDir, '--to', set, ...toThem);
    expect(made.code, made.output).toBe(0);
    expect((await motcua('backup', '--data', system.dataDir, '--to', set, ...toThem)).output).toContain('is not empty');
    const fresh = ['restore', '--from', set, '--data', join(shelf, 'fresh')];
    expect(await motcua(...fresh)).toEqual({ code: 2, output: 'motcua: the backup is encrypted: restore needs --identity FILE\n' });
    appendFileSync(join(set, 'intake.keys.jsonl.gz.age'), 'x');
    const restored = await motcua(...fresh, '--identity', identity);
    expect(restored.output).toMatch(/^motcua: intake\.keys\.jsonl\.gz\.age is not the file that was backed up.*\n$/);
    expect([restored.code, existsSync(join(shelf, 'fresh'))]).toEqual([1, false]);
  });

  test('a projection is rebuilt while it serves', async () => {
    const rebuilt = await motcua('rebuild', 'tracking', 'tracking-status', '--data', system.dataDir);
    expect(rebuilt.code, rebuilt.output).toBe(0);
    expect(rebuilt.output).toMatch(/^tracking tracking-status: rebuilt and in use, up to event [\d,]+$/m);
    const unknown = await motcua('rebuild', 'tracking', 'nothing', '--data', system.dataDir);
    expect([unknown.code, unknown.output]).toEqual([2, 'motcua: tracking has no projection nothing, but tracking-status\n']);
    expect((await motcua('parked', '--data', system.dataDir)).output).toBe('Nothing is parked.\n');
  });
});
