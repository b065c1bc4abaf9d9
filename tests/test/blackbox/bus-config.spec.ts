import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@motcua/infra-nats';
import { natsServerBinary } from '@motcua/standalone';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually } from '../../src/client.ts';
import { motcua } from '../../src/system.ts';

let shelf: string;
let url: string;
let server: ChildProcess;
let version: string;
let binary: string;
const dir = (): string => join(shelf, 'bus');
const creds = (user: string): string => join(dir(), 'creds', 'H53', `${user}.creds`);

beforeAll(async () => {
  shelf = mkdtempSync(join(tmpdir(), 'motcua-bus-config-'));
  binary = process.env['MOTCUA_NATS_SERVER'] ?? (await natsServerBinary(join(shelf, 'bin'), () => undefined));
  version = /v(\d+\.\d+\.\d+)/.exec(execFileSync(binary, ['--version'], { encoding: 'utf8' }))?.[1] ?? '';
  const address = `127.0.0.1:${await freePort()}`;
  url = `nats://${address}`;
  const asked = ['--listen', address, '--monitor-port', String(await freePort()), '--store', join(shelf, 'jetstream')];
  const made = await motcua('bus-config', dir(), ...asked, '--server-version', version);
  expect(made.code, made.output).toBe(0);
  server = spawn(binary, ['-c', join(dir(), 'nats-server.conf')], { stdio: 'ignore' });
}, 60_000);
afterAll(async () => {
  if (server.exitCode === null) {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }
  rmSync(shelf, { recursive: true, force: true });
});

const service = async (env: Readonly<Record<string, string>>) => {
  const port = await freePort();
  const errors: string[] = [];
  const main = fileURLToPath(new URL('../../../services/notify/dist/bundled/main.js', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', main], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      MOTCUA_DATA: join(shelf, 'data'),
      MOTCUA_PORT: String(port),
      MOTCUA_NATS_URL: url,
      MOTCUA_ENV: 'trial',
      MOTCUA_LOG_LEVEL: 'silent',
      ...env,
    },
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  return { child, errors, url: `http://127.0.0.1:${port}` };
};

test('what was written belongs to its owner alone, and the keys that sign are apart', () => {
  const files = readdirSync(dir(), { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(dir(), name)).isFile());
  expect(files.sort()).toEqual([
    ...['intake', 'notify', 'operator', 'tracking', 'workflow'].map((user) => `creds/H53/${user}.creds`),
    ...['H53', 'SYS', 'operator'].map((name) => `keys/${name}.nk`),
    'nats-server.conf',
  ]);
  for (const name of files) expect(statSync(join(dir(), name)).mode & 0o077).toBe(0);
});

test('the operator declares the streams and a service is let in, each by its JWT', async () => {
  process.env['MOTCUA_NATS_CREDS_FILE'] = creds('operator');
  const applied = await eventually(
    () => motcua('streams', 'apply', '--url', url),
    ({ code }) => code === 0,
  );
  delete process.env['MOTCUA_NATS_CREDS_FILE'];
  expect(applied.output).not.toContain('is not there\n');
  const notify = await service({ MOTCUA_NATS_CREDS_FILE: creds('notify') });
  // It is ready as a whole only once there are procedures.
  await eventually(
    () =>
      client(notify.url)
        .call('GET', '/readyz')
        .then(
          ({ body }) => JSON.stringify(body),
          () => '',
        ),
    (body) => body.includes('"name":"bus","ready":true'),
  );
  notify.child.kill('SIGTERM');
  expect(await once(notify.child, 'close')).toEqual([0, null]);
});

test.each([
  [
    'credentials that are not there',
    1,
    () => ({ MOTCUA_NATS_CREDS_FILE: creds('elsewhere') }),
    () => `${creds('elsewhere')} cannot be read`,
  ],
  [
    'a bus without TLS',
    1,
    () => ({ MOTCUA_NATS_CREDS_FILE: creds('notify'), MOTCUA_NATS_URL: url.replace('nats:', 'tls:') }),
    () => 'offers no TLS',
  ],
  ['two ways at once', 2, () => ({ MOTCUA_NATS_CREDS_FILE: creds('notify'), MOTCUA_NATS_USER: 'notify' }), () => 'only one of them'],
])('%s ends a start at once, in words, and nothing is written', async (_what, code, env, reason) => {
  const began = Date.now();
  const data = join(shelf, 'never');
  const { child, errors } = await service({ MOTCUA_DATA: data, ...env() });
  expect(await once(child, 'close')).toEqual([code, null]);
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(errors.join('')).toContain(reason());
  expect(existsSync(data)).toBe(false);
});

test('a member of a cluster starts with what was written for it, and waits for the others', async () => {
  const cluster = join(shelf, 'cluster');
  const [own, other] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const [listen, monitor] = [`127.0.0.1:${await freePort()}`, String(await freePort())];
  const asked = ['--listen', listen, '--monitor-port', monitor, '--store', join(shelf, 'member'), '--server-version', version];
  const members = ['--cluster-port', own.split(':')[1] ?? '', '--member', own, '--member', other];
  const made = await motcua('bus-config', cluster, '--name', 'one', ...asked, ...members);
  expect(made.code, made.output).toBe(0);
  expect(readdirSync(cluster).sort()).toEqual(['cluster-password', 'creds', 'keys', 'one.conf']);
  const member = spawn(binary, ['-c', join(cluster, 'one.conf')], { stdio: 'ignore' });
  const varz = () => fetch(`http://127.0.0.1:${monitor}/varz`).then((answer) => answer.json() as Promise<object>);
  try {
    const seen = await eventually(
      () => varz().catch(() => ({})),
      (answer) => 'cluster' in answer,
    );
    expect(seen).toMatchObject({ server_name: 'one', cluster: { name: 'motcua', urls: [own, other] } });
  } finally {
    const gone = once(member, 'exit');
    member.kill('SIGKILL');
    await gone;
  }
});

test('what cannot be meant is refused in one line', async () => {
  const refused = async (...args: string[]) => (await motcua('bus-config', join(shelf, 'refused'), ...args)).output;
  expect(await refused('--neighbour', 'H54', '--server-version', '2.12.5')).toBe(
    'motcua: neighbours are let in by nats-server 2.12.6 or newer only; this is 2.12.5\n',
  );
  expect(await refused('--tls-cert', '/x')).toBe('motcua: TLS needs --tls-cert and --tls-key\n');
  expect(await refused('--name', 'one')).toBe(
    'motcua: a cluster needs --name, --cluster-port and --member HOST:PORT for each of its servers\n',
  );
  expect(await refused('--province', 'hanoi')).toBe('motcua: not a province code such as H53: hanoi\n');
  expect(await refused('--access', 'nkeys', '--neighbour', 'H54')).toBe('motcua: neighbours need accounts, not nkeys\n');
});
