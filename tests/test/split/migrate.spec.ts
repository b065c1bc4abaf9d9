import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { kurrentdbForTests } from '@motcua/es-kurrentdb/testing/servers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { submissionLoad } from '../../src/load.ts';
import { judge } from '../../src/oracle.ts';
import { SplitSystem } from '../../src/split-system.ts';
import { motcua } from '../../src/system.ts';

const cli = fileURLToPath(new URL('../../../infra/standalone/dist/bundled/cli.js', import.meta.url));
/** Every one that was submitted is asked for, and a quick machine takes in a thousand while a service moves. */
vi.setConfig({ testTimeout: 300_000 });
const store = await kurrentdbForTests();
const table = faultTable(`move of intake to KurrentDB (${store.name}) under load`);
let system: SplitSystem;
let api: Client;
let form: unknown;

beforeAll(async () => {
  system = await SplitSystem.start(1);
  api = client(system.url);
  form = await exampleForm(api);
});
afterAll(async () => {
  await system?.dispose();
  await store.stop();
});

const eventsThere = (): Promise<number> => store.events('h53_intake.');
const there = (): readonly string[] => ['--from', `sqlite:${system.dataDir}`, '--to', store.url];

/** Ended like a machine without power when so many events have arrived. */
const killedCopy = async (events: number): Promise<NodeJS.Signals | null> => {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', cli, 'migrate', ...there(), '--service', 'intake'], {
    stdio: 'ignore',
    env: { ...process.env, MOTCUA_CALLED_FROM: '/' },
  });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!hasEnded() && (await eventsThere()) < events) await pause(5);
  child.kill('SIGKILL');
  const [, signal] = await exit;
  return signal;
};

test('intake moves while citizens submit: killed in the middle, begun again, switched; nothing acknowledged is lost', async () => {
  const load = submissionLoad(api, form, 1);
  await eventually(load.acknowledgedSoFar, (count) => count >= 30, 60_000);
  expect(await killedCopy(15)).toBe('SIGKILL');
  const left = await eventsThere();
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

  await system.restart('intake', { MOTCUA_STORE_URL: store.url });
  const { tally } = await judge(system, api, report);
  table.add(tally);
});

test('started by mistake on the store it has left, it does not start, and says where its events are', async () => {
  const mistaken = await system.startInstance('intake');
  const [code] = (await once(mistaken.process, 'exit')) as [number | null];
  expect(code).toBe(1);
  expect(mistaken.output.join('')).toContain(`its events have moved to ${store.shown} h53_intake`);
  system.instances.splice(system.instances.indexOf(mistaken), 1);
});
