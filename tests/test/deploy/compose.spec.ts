import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { routes } from '../../src/path-proxy.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

/** The plugin of Docker, or the command of its own that came before it. */
const compose = [['docker', 'compose'], ['docker-compose']].find(
  ([tool = '', ...args]) => spawnSync(tool, [...args, 'version'], { stdio: 'ignore' }).status === 0,
);
const hasCaddy = spawnSync('caddy', ['version'], { stdio: 'ignore' }).status === 0;
if (!compose) process.stdout.write('skipped because: no docker compose here; docker-compose.yml is not checked by its own tool\n');
if (!hasCaddy) process.stdout.write('skipped because: no caddy here; the Caddyfile is not checked by its own tool\n');

test.runIf(compose).each(['embedded', 'full', 'observability'])('docker-compose.yml with profile %s is understood', (profile) => {
  const [tool = '', ...args] = compose ?? [];
  const rendered = execFileSync(tool, [...args, '--profile', profile, '-f', `${root}/docker-compose.yml`, 'config'], { encoding: 'utf8' });
  expect(rendered).toContain('motcua/intake');
});

test.runIf(hasCaddy)('the Caddyfile is valid', () => {
  const { status, stderr } = spawnSync('caddy', ['validate', '--adapter', 'caddyfile', '--config', `${root}/infra/compose/Caddyfile`], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});

test('Caddy sends each path where the tested proxy sends it', () => {
  const matchers = [...text('infra/compose/Caddyfile').matchAll(/^\s*@(intake|workflow|notify) path (.+)$/gm)];
  const sent = matchers.flatMap(([, service, paths = '']) => paths.split(' ').map((path) => `${path} ${service}`));
  const tested = routes
    .filter(([, service]) => service !== 'trial-issuer')
    .flatMap(([prefix, service]) => [`${prefix} ${service}`, `${prefix}/* ${service}`]);
  expect(sent.sort()).toEqual(tested.sort());
});

test('no image floats: each has a version of its own or a digest', () => {
  const images = [...text('docker-compose.yml').matchAll(/^\s+image: (?!motcua\/)(\S+)$/gm)].map(([, image = '']) => image);
  images.push(/^ARG NODE=(\S+)$/m.exec(text('Dockerfile'))?.[1] ?? '');
  expect(images.length).toBe(8);
  expect(images.filter((image) => !/(@sha256:[0-9a-f]{64}|:v?\d+\.\d+(\.\d+)?)$/.test(image))).toEqual([]);
});
