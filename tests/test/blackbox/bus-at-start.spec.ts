import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@motcua/infra-nats';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { client, eventually } from '../../src/client.ts';
import { motcua, System } from '../../src/system.ts';

const main = (service: string): string => fileURLToPath(new URL(`../../../services/${service}/dist/bundled/main.js`, import.meta.url));

let shelf: string;
let system: System;
beforeAll(async () => {
  shelf = mkdtempSync(join(tmpdir(), 'motcua-bus-'));
  // Only what lies on the disk can be refused at the next start.
  vi.stubEnv('MOTCUA_NATS_TAIL_STORAGE', 'file');
  system = await System.start({ dataDir: join(shelf, 'system') });
}, 60_000);
afterAll(async () => {
  await system.dispose();
  rmSync(shelf, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const bus = (): string => `nats://127.0.0.1:${readFileSync(join(system.dataDir, 'nats', 'port'), 'utf8')}`;

interface Alone {
  readonly child: ChildProcess;
  readonly errors: string[];
  readonly data: string;
  readonly url: string;
}
const alone = async (service: string, env: Readonly<Record<string, string>>): Promise<Alone> => {
  const [port, data] = [await freePort(), join(mkdtempSync(join(shelf, 'alone-')), 'data')];
  const errors: string[] = [];
  const settings = {
    ...process.env,
    MOTCUA_DATA: data,
    MOTCUA_PORT: String(port),
    MOTCUA_LOG_LEVEL: 'silent',
    MOTCUA_ENV: 'trial',
    ...env,
  };
  const child = spawn(process.execPath, ['--no-warnings', main(service)], { stdio: ['ignore', 'ignore', 'pipe'], env: settings });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  return { child, errors, data, url: `http://127.0.0.1:${port}` };
};

/** The promise to whoever deploys: a start that cannot succeed ends, with its reason, in this time. Not a measure of speed. */
const refusedWithinMs = 5_000;

test.each(['intake', 'workflow', 'notify', 'tracking'])(
  '%s with refused credentials ends at once, in one line, and writes nothing',
  async (service) => {
    const began = Date.now();
    const { child, errors, data } = await alone(service, { MOTCUA_NATS_URL: bus(), MOTCUA_NATS_USER: service, MOTCUA_NATS_PASSWORD: 'x' });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(Date.now() - began).toBeLessThan(refusedWithinMs);
    expect(errors.join('')).toBe(`motcua: ${service} could not start: nats-server at ${bus()} refuses the credentials of ${service}\n`);
    expect(existsSync(data)).toBe(false);
  },
);

test('an address that is none ends it at once, in words', async () => {
  const began = Date.now();
  const { child, errors } = await alone('intake', { MOTCUA_NATS_URL: 'http://bus:4222/' });
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(Date.now() - began).toBeLessThan(refusedWithinMs);
  expect(errors.join('')).toMatch(/MOTCUA_NATS_URL: addresses such as nats:/);
});

test('a bus that is merely away keeps no service from starting', async () => {
  const { child, url } = await alone('intake', { MOTCUA_NATS_URL: `nats://127.0.0.1:${await freePort()}` });
  const alive = () =>
    client(url)
      .call('GET', '/livez')
      .catch(() => undefined);
  await eventually(alive, (answer) => answer?.status === 200);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('streams are as declared; a limit below what they hold is shown, and refused at the start', async () => {
  // Every declared durable has a reactor that makes it, and no other was made.
  const shown = await eventually(
    () => motcua('streams', '--data', system.dataDir),
    ({ output }) => !output.includes('is not there yet'),
  );
  expect(shown).toEqual({ code: 0, output: 'Streams and durables are as declared.\n' });
  expect(await system.end('SIGTERM')).toBe(0);
  const small = await System.prepare({ dataDir: system.dataDir, env: { MOTCUA_NATS_TAIL_BYTES: '1000' } });
  await expect(small.start()).rejects.toThrow(
    /ended \(1\)[\s\S]*motcua: streams are not changed, since messages would be lost: .*WORKFLOW has max_bytes 134217728, declared is 1000/,
  );
  await system.start();
}, 60_000);

test('streams of a bus that is not there is refused in one line', async () => {
  const stopped = await motcua('streams', '--data', join(shelf, 'nothing'));
  expect(stopped).toEqual({ code: 2, output: expect.stringMatching(/^motcua: no bus was ever started in .+\n$/) });
});
