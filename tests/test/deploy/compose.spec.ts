import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { services } from '@motcua/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../src/client.ts';
import { routes } from '../../src/path-proxy.ts';
import { imageStart } from '../../src/split-system.ts';
import { freePort } from '../../src/system.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

/** The plugin of Docker, or the same program by itself; Compose 1, which is kept up no more, reads other files. */
const compose = [['docker', 'compose'], ['docker-compose']].find(([tool = '', ...args]) =>
  /^v?[2-9]\d*\./.test(spawnSync(tool, [...args, 'version', '--short'], { encoding: 'utf8' }).stdout ?? ''),
);
const hasCaddy = spawnSync('caddy', ['version'], { stdio: 'ignore' }).status === 0;
if (!compose) process.stdout.write('skipped because: no docker compose here; docker-compose.yml is not checked by its own tool\n');
if (!hasCaddy) process.stdout.write('skipped because: no caddy here; the Caddyfile is not checked by its own tool\n');

const ours = ['intake', 'nats', 'notify', 'proxy', 'tracking', 'workflow'];
const watching = ['grafana', 'otel-collector', 'prometheus'];

test.runIf(compose).each([
  [['embedded'], ours],
  [['full'], [...ours, 'kurrentdb', 'mongodb']],
  [
    ['embedded', 'observability'],
    [...ours, ...watching],
  ],
  [
    ['embedded', 'scanner'],
    [...ours, 'clamd'],
  ],
])('Compose understands docker-compose.yml with profiles %j', (profiles, wanted) => {
  const [tool = '', ...args] = compose ?? [];
  const chosen = profiles.flatMap((profile) => ['--profile', profile]);
  const { status, stdout, stderr } = spawnSync(tool, [...args, ...chosen, '-f', `${root}/docker-compose.yml`, 'config', '--services'], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.trim().split('\n').sort()).toEqual([...wanted].sort());
});

test.runIf(hasCaddy)('the Caddyfile is valid', () => {
  const { status, stderr } = spawnSync('caddy', ['validate', '--adapter', 'caddyfile', '--config', `${root}/infra/compose/Caddyfile`], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});

/** A stand-in for a service: it says which one it is. */
const standIn = async (service: string): Promise<number> => {
  const server = createServer((_request, response) => void response.end(service)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Caddy with our Caddyfile, names and ports exchanged for what is free here; its address. */
const startCaddy = async (): Promise<string> => {
  const home = mkdtempSync(join(tmpdir(), 'motcua-caddy-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const url = `http://127.0.0.1:${await freePort()}`;
  let config = `{\n\tadmin off\n}\n${text('infra/compose/Caddyfile').replace(/^:8080 /m, `${url} `)}`;
  for (const service of services) config = config.replace(`dynamic a ${service} 8080`, `dynamic a 127.0.0.1 ${await standIn(service)}`);
  writeFileSync(`${home}/Caddyfile`, config);
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
  const caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', `${home}/Caddyfile`], { env, stdio: 'ignore' });
  onTestFinished(async () => {
    const exit = once(caddy, 'exit');
    caddy.kill();
    await exit;
  });
  await eventually(
    () =>
      fetch(url).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
  );
  return url;
};

test.runIf(hasCaddy)('Caddy itself sends each path there, and shows nobody what is for operators', async () => {
  const url = await startCaddy();
  const answer = async (path: string): Promise<string> => (await fetch(url + path)).text();
  for (const [prefix, service] of routes.filter(([, name]) => name !== 'trial-issuer')) {
    expect(await answer(prefix), prefix).toBe(service);
    expect(await answer(`${prefix}/v1/x?y=1`), prefix).toBe(service);
    expect(await answer(`${prefix}x`), prefix).toBe('tracking');
  }
  for (const path of ['/', '/api/tracking/v1/status', '/readyz']) expect(await answer(path), path).toBe('tracking');
  const hidden = [
    '/metrics',
    '/METRICS',
    '//metrics',
    ...services.map((service) => `/api/${service}/v1/metrics`),
    '/api/intake/v1//metrics',
  ];
  for (const path of hidden) expect((await fetch(url + path)).status, path).toBe(404);
});

test('Caddy sends each path where the tested proxy sends it', () => {
  const matchers = [...text('infra/compose/Caddyfile').matchAll(/^\s*@(intake|workflow|notify) path (.+)$/gm)];
  const sent = matchers.flatMap(([, service, paths = '']) => paths.split(' ').map((path) => `${path} ${service}`));
  const tested = routes
    .filter(([, service]) => service !== 'trial-issuer')
    .flatMap(([prefix, service]) => [`${prefix} ${service}`, `${prefix}/* ${service}`]);
  expect(sent.sort()).toEqual(tested.sort());
});

test('services are started in the tests as the image starts them', () => {
  const [, settings = ''] = /^ENV (.*MOTCUA_DATA.*)$/m.exec(text('Dockerfile')) ?? [];
  const env = settings.split(' ').filter((setting) => !setting.startsWith('MOTCUA_'));
  expect(Object.entries(imageStart.env).map(([name, value]) => `${name}=${value}`)).toEqual(env);
  const [, command = '[]'] = /^CMD (.+)$/m.exec(text('Dockerfile')) ?? [];
  expect(JSON.parse(command)).toEqual(['node', ...imageStart.flags, 'start-with-secrets.mjs']);
});

test('a setting that is a file reaches the service as one', () => {
  const configs = ['libs/service-kit/src/nats-config.ts', ...services.map((service) => `services/${service}/src/config.ts`)];
  const files = configs.flatMap((config) => [...text(config).matchAll(/^ +(MOTCUA_\w+_FILE): /gm)].map(([, name]) => name));
  const handedOn = [...text('infra/compose/start-with-secrets.mjs').matchAll(/^ {2}'(MOTCUA_\w+_FILE)',$/gm)].map(([, name]) => name);
  expect(handedOn.sort()).toEqual(files.sort());
});

test('no image floats: each has a version and its digest', () => {
  const images = [...text('docker-compose.yml').matchAll(/^\s+image: (?!motcua\/)(\S+)$/gm)].map(([, image = '']) => image);
  images.push(/^ARG NODE=(\S+)$/m.exec(text('Dockerfile'))?.[1] ?? '');
  expect(images.length).toBe(9);
  expect(images.filter((image) => !/:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
});
