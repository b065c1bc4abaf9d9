import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { services } from '@motcua/contracts';
import { freePort } from '@motcua/infra-nats';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../src/client.ts';
import { routes } from '../../src/path-proxy.ts';
import { imageStart } from '../../src/split-system.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

/** The plugin of Docker, or the same program by itself; Compose 1, which is kept up no more, reads other files. */
const compose = [['docker', 'compose'], ['docker-compose']].find(([tool = '', ...args]) =>
  /^v?[2-9]\d*\./.test(spawnSync(tool, [...args, 'version', '--short'], { encoding: 'utf8' }).stdout ?? ''),
);
const hasCaddy = spawnSync('caddy', ['version'], { stdio: 'ignore' }).status === 0;
if (!compose) process.stdout.write('skipped because: no docker compose here; docker-compose.yml is not checked by its own tool\n');
if (!hasCaddy) process.stdout.write('skipped because: no caddy here; the Caddyfile is not checked by its own tool\n');

/** What stands in `.env` of a province: the template filled in, and what is appended to it. */
const filledIn = (...more: readonly string[]): string => {
  const given = { PROVINCE: 'H54', PUBLIC_URL: 'https://p.example', OIDC_ISSUER: 'https://i.example', NOTIFY_SMS_URL: 'https://s.example' };
  const template = text('infra/compose/settings.env');
  const lines = Object.entries(given).map(([name, value]) => [`MOTCUA_${name}=`, value] as const);
  return [lines.reduce((so, [empty, value]) => so.replace(`${empty}\n`, `${empty}${value}\n`), template), ...more].join('\n');
};

/** Compose over our file and an `.env` of that text, without what this machine's environment says. */
const inCompose = (env: string, ...command: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-compose-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/.env`, env);
  const [tool = '', ...args] = compose ?? [];
  const { PATH, HOME } = process.env;
  return spawnSync(tool, [...args, '--env-file', `${folder}/.env`, '-f', `${root}/docker-compose.yml`, ...command], {
    encoding: 'utf8',
    env: { PATH, HOME },
  });
};

interface Composed {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly environment?: Readonly<Record<string, string | null>>;
        readonly secrets?: readonly { readonly source: string }[];
        readonly volumes?: readonly { readonly source: string; readonly target: string }[];
      }
    >
  >;
}
const settingsOf = (env: string): Composed['services'] => {
  const { status, stdout, stderr } = inCompose(env, 'config', '--format', 'json');
  expect([status, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as Composed).services;
};

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
  const { status, stdout, stderr } = inCompose(filledIn(`COMPOSE_PROFILES=${profiles}`), 'config', '--services');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.trim().split('\n').sort()).toEqual([...wanted].sort());
});

test.runIf(compose).each(['PROVINCE', 'PUBLIC_URL', 'OIDC_ISSUER', 'NOTIFY_SMS_URL', 'STORE_URL', 'READ_MODELS_URL'])(
  'Compose makes no service anew that is not told its MOTCUA_%s',
  (name) => {
    const { status, stderr } = inCompose(filledIn().replace(new RegExp(`^MOTCUA_${name}=.*\n`, 'm'), ''), 'config');
    expect(status).not.toBe(0);
    expect(stderr).toContain(`required variable MOTCUA_${name} is missing a value: has to stand in .env`);
  },
);

test.runIf(compose)('the template as it comes is refused', () => {
  expect(inCompose(text('infra/compose/settings.env'), 'config').status).not.toBe(0);
});

test.runIf(compose)('the servers of the profile full reach every service once full.env is appended', () => {
  const composed = settingsOf(filledIn(text('infra/compose/full.env')));
  expect(Object.keys(composed)).toEqual(expect.arrayContaining(['kurrentdb', 'mongodb']));
  for (const service of services)
    expect(composed[service]?.environment, service).toMatchObject({
      MOTCUA_STORE_URL: 'kurrentdb://kurrentdb:2113?tls=false',
      MOTCUA_READ_MODELS_URL: 'mongodb://mongodb:27017/?replicaSet=motcua',
    });
});

test.runIf(compose)('Compose tells each service settings that it knows', () => {
  const composed = settingsOf(filledIn());
  for (const service of services) {
    const known = [
      'libs/service-kit/src/config',
      'libs/service-kit/src/nats-config',
      'libs/engines/src/config',
      `services/${service}/src/config`,
    ];
    const source = known.map((file) => text(`${file}.ts`)).join('\n');
    const told = Object.keys(composed[service]?.environment ?? {}).filter((name) => name.startsWith('MOTCUA_'));
    expect(told).toContain('MOTCUA_PROVINCE');
    for (const name of told) expect(source, `${service}: ${name}`).toMatch(new RegExp(`^ +${name.replace(/_FILE$/, '')}: `, 'm'));
  }
});

test('every secret that Compose mounts is made beforehand, and kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const prepare = () =>
    spawnSync(process.execPath, ['--conditions=motcua:source', `${root}/infra/compose/prepare.mjs`, folder], { encoding: 'utf8' });
  expect(prepare()).toMatchObject({ status: 0, stderr: '' });
  writeFileSync(`${folder}/zalo-token`, 'put in by hand');
  expect(prepare()).toMatchObject({ status: 0 });
  const mounted = [...text('docker-compose.yml').matchAll(/ file: \.\/infra\/compose\/secrets\/(\S+) \}$/gm)].map(([, name]) => name);
  expect(mounted).toContain('zalo-token');
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(mounted));
  expect(readFileSync(`${folder}/zalo-token`, 'utf8')).toBe('put in by hand');
});

test('what a secret file holds becomes the setting; also what a collector wants to be shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(`${root}/infra/compose/start-with-secrets.mjs`, `${folder}/start-with-secrets.mjs`);
  writeFileSync(`${folder}/program.js`, 'console.log(JSON.stringify(process.env));');
  writeFileSync(`${folder}/secret`, 'a secret\n');
  const files = ['MOTCUA_NOTIFY_SMS_TOKEN_FILE', 'OTEL_EXPORTER_OTLP_HEADERS_FILE', 'MOTCUA_NATS_CA_FILE', 'OTHER_FILE'];
  writeFileSync(`${folder}/empty`, '\n');
  const given = {
    MOTCUA_STORE_URL: 'kurrentdb://in.clear',
    MOTCUA_STORE_URL_FILE: `${folder}/secret`,
    MOTCUA_READ_MODELS_URL: 'mongodb://in.clear',
    MOTCUA_READ_MODELS_URL_FILE: `${folder}/empty`,
  };
  const env = { ...Object.fromEntries(files.map((name) => [name, `${folder}/secret`])), ...given };
  const { stdout } = spawnSync(process.execPath, [`${folder}/start-with-secrets.mjs`], { encoding: 'utf8', env });
  expect(JSON.parse(stdout)).toMatchObject({
    MOTCUA_NOTIFY_SMS_TOKEN: 'a secret',
    OTEL_EXPORTER_OTLP_HEADERS: 'a secret',
    MOTCUA_NATS_CA_FILE: `${folder}/secret`,
    OTHER_FILE: `${folder}/secret`,
    MOTCUA_STORE_URL: 'a secret',
    MOTCUA_READ_MODELS_URL: 'mongodb://in.clear',
  });
});

test.runIf(compose)('every setting that is a secret file has its secret, the addresses of engines too', () => {
  const composed = settingsOf(filledIn('COMPOSE_PROFILES=embedded,tools'));
  for (const service of [...services, 'tools']) {
    const { environment = {}, secrets = [] } = composed[service] ?? {};
    const mounted = secrets.map(({ source }) => `/run/secrets/${source}`);
    const named = Object.entries(environment).filter(([name, value]) => name.endsWith('_FILE') && value?.startsWith('/run/secrets/'));
    expect(mounted, service).toEqual(expect.arrayContaining(named.map(([, value]) => value)));
    expect(Object.fromEntries(named), service).toMatchObject({
      MOTCUA_STORE_URL_FILE: '/run/secrets/store-url',
      MOTCUA_READ_MODELS_URL_FILE: '/run/secrets/read-models-url',
    });
    expect(mounted, service).toContain('/run/secrets/engines-ca');
    for (const name of Object.keys(environment).filter((one) => /_URL_FILE$/.test(one)))
      expect(environment).toHaveProperty(name.slice(0, -5));
  }
});

test('nats-server syncs each message before it is confirmed, in the words of the version that Compose pins', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  spawnSync(process.execPath, ['--conditions=motcua:source', `${root}/infra/compose/prepare.mjs`, folder]);
  expect(readFileSync(`${folder}/nats-server.conf`, 'utf8')).toMatch(/^jetstream \{ .*sync_interval: always \}$/m);
});

test.runIf(compose)('the tools see the volumes of all services as one data folder, side by side', () => {
  const { tools } = settingsOf(filledIn('COMPOSE_PROFILES=tools'));
  const mounted = tools?.volumes?.map(({ source, target }) => `${source} ${target}`);
  expect(mounted).toEqual(services.map((service) => `${service} /volumes/${service}`));
  const [, linked = ''] =
    /for service in ([a-z ]+); do .*ln -s "\/volumes\/\$service\/\$service" "\/data\/\$service"/s.exec(text('Dockerfile')) ?? [];
  expect(linked.split(' ')).toEqual([...services]);
  // Found through the data folder; named, it would be a file to take over where the ledger is a database.
  expect(text('Dockerfile')).toContain('ln -s /volumes/intake/erasures /data/erasures');
  expect(tools?.environment).not.toHaveProperty('MOTCUA_INTAKE_ERASURE_LEDGER');
});

test.runIf(hasCaddy)('the Caddyfile is valid', () => {
  const { status, stderr } = spawnSync('caddy', ['validate', '--adapter', 'caddyfile', '--config', `${root}/infra/compose/Caddyfile`], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});

/** A stand-in for a service: it says which one it is, and in a header for whom it was asked. */
const standIn = async (service: string): Promise<number> => {
  const server = createServer(({ headers }, response) => {
    response.setHeader('asked-for', headers['x-forwarded-for'] ?? '');
    response.end(service);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const gateway = '172.30.0.1';

/** Caddy with our Caddyfile, names and ports exchanged for what is free here, and us for the gateway where it is said so; its address. */
const startCaddy = async (weAre: 'the gateway' | 'somebody' = 'somebody'): Promise<string> => {
  const home = mkdtempSync(join(tmpdir(), 'motcua-caddy-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const url = `http://127.0.0.1:${await freePort()}`;
  let config = text('infra/compose/Caddyfile')
    .replace(/^\{$/m, '{\n\tadmin off')
    .replace(/^:8080 /m, `${url} `);
  if (weAre === 'the gateway') config = config.replace(`${gateway}/32`, '127.0.0.1/32');
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

test.runIf(hasCaddy)('Caddy believes for whom a request is made from the gateway alone', async () => {
  const askedFor = async (url: string): Promise<string | null> =>
    (await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.7' } })).headers.get('asked-for');
  expect(await askedFor(await startCaddy('the gateway'))).toBe('203.0.113.7, 127.0.0.1');
  expect(await askedFor(await startCaddy())).toBe('127.0.0.1');
  expect(text('docker-compose.yml')).toContain(`subnet: 172.30.0.0/24, gateway: ${gateway} }`);
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
  // What reads the recipe is the builder's own, of the version that is installed.
  expect(text('Dockerfile')).not.toMatch(/^# *syntax=/m);
  expect(images.filter((image) => !/:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
});

test('tests in containers have the images that Compose pins; the older event store is said by its tag', () => {
  const pinned = [...text('docker-compose.yml').matchAll(/^\s+image: ((?:kurrentplatform\/kurrentdb|mongo):\S+)$/gm)].map(
    ([, image]) => image,
  );
  const tried = ['libs/es-kurrentdb/test/real-server.ts', 'libs/mongo/src/testing/mongo-for-tests.ts'].map(text).join('\n');
  expect(pinned).toHaveLength(2);
  for (const image of pinned) expect(tried).toContain(image);
});
