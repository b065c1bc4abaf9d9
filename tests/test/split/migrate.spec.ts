import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type KurrentdbDouble, kurrentdbDouble } from '@motcua/es-kurrentdb/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { submissionLoad } from '../../src/load.ts';
import { judge } from '../../src/oracle.ts';
import { SplitSystem } from '../../src/split-system.ts';
import { motcua } from '../../src/system.ts';

const cli = fileURLToPath(new URL('../../../infra/standalone/dist/cli.js', import.meta.url));
/** Every one that was submitted is asked for, and a quick machine takes in a thousand while a service moves. */
vi.setConfig({ testTimeout: 300_000 });
const table = faultTable('move of intake to KurrentDB (a double) under load');
let double: KurrentdbDouble;
let system: SplitSystem;
let api: Client;
let form: unknown;

beforeAll(async () => {
  double = await kurrentdbDouble();
  system = await SplitSystem.start(1);
  api = client(system.url);
  form = await exampleForm(api);
});
afterAll(async () => {
  await system?.dispose();
  await double.stop();
});

const eventsThere = (): number => double.log.all.filter(({ stream }) => stream.startsWith('h53_intake.')).length;
const there = (): readonly string[] => ['--from', `sqlite:${system.dataDir}`, '--to', double.url];

/** Ended like a machine without power when so many events have arrived. */
const killedCopy = async (events: number): Promise<NodeJS.Signals | null> => {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', cli, 'migrate', ...there(), '--service', 'intake'], {
    stdio: 'ignore',
    env: { ...process.env, MOTCUA_CALLED_FROM: '/' },
  });
  const silence = double.log.listen(() => {
    if (eventsThere() >= events) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  silence();
  return signal;
};

test('intake moves while citizens submit: killed in the middle, begun again, switched; nothing acknowledged is lost', async () => {
  const load = submissionLoad(api, form, 1);
  await eventually(load.acknowledgedSoFar, (count) => count >= 30, 60_000);
  expect(await killedCopy(15)).toBe('SIGKILL');
  const left = eventsThere();
  expect(left).toBeGreaterThanOrEqual(15);

  const copied = await motcua('migrate', ...there(), '--service', 'intake');
  expect(copied.code, copied.output).toBe(0);
  expect(copied.output).toContain('the source stays in use');
  const during = load.acknowledgedSoFar();
  await eventually(load.acknowledgedSoFar, (count) => count >= during + 10, 60_000);

  const switched = await motcua('migrate', ...there(), '--service', 'intake', '--switch');
  expect(switched.code, switched.output).toBe(0);
  expect(switched.output).toContain('every chain and hash the same on both sides');
  // The old process still runs: it refuses, and acknowledges nothing that would be lost.
  const refused = await api.call('POST', '/api/intake/v1/submissions', { body: load.invented() });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
  const report = await load.stop();
  expect(report.unknown.length).toBeGreaterThan(0);

  await system.restart('intake', { MOTCUA_STORE_URL: double.url });
  const { tally } = await judge(system, api, report);
  table.add(tally);
});

test('started by mistake on the store it has left, it does not start, and says where its events are', async () => {
  const mistaken = await system.startInstance('intake');
  const [code] = (await once(mistaken.process, 'exit')) as [number | null];
  expect(code).toBe(1);
  expect(mistaken.output.join('')).toContain(`its events have moved to esdb://127.0.0.1:${double.port} h53_intake`);
  system.instances.splice(system.instances.indexOf(mistaken), 1);
});
