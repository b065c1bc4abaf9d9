import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { services } from '@motcua/contracts';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { complaintsAbout, hasHelm, lint, type Manifest, rendered, template } from '../../src/chart.ts';
import { routes } from '../../src/path-proxy.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const serversValues = `${root}/infra/helm/motcua/ci/servers-values.yaml`;
const defaults = (): Values => parse(read('infra/helm/motcua/values.yaml')) as Values;
/** What a service takes at most to end, `docs/runbooks/deploy-service-by-service.md`. */
const drainSeconds = 10;
const schema = JSON.parse(read('infra/helm/motcua/values.schema.json')) as object;

if (!hasHelm) process.stdout.write('skipped because: no helm here; the chart is not rendered by its own tool\n');

interface Values {
  services: Record<string, { paths: string[]; env: Record<string, string>; secretEnv: Record<string, unknown> }>;
  [key: string]: unknown;
}
interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: object;
  readonly volumes: readonly { readonly name: string }[];
  readonly containers: readonly [
    {
      readonly env: readonly { readonly name: string; readonly value: string }[];
      readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
      readonly securityContext: object;
      readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly [string, string] } } };
      readonly livenessProbe: { readonly httpGet: { readonly path: string } };
      readonly readinessProbe: { readonly httpGet: { readonly path: string } };
    },
  ];
}

const ofKind = (manifests: readonly Manifest[], kind: string): readonly Manifest[] => manifests.filter((one) => one.kind === kind);
const podOf = ({ spec }: Manifest): Pod => (spec['template'] as { spec: Pod }).spec;
const names = (manifests: readonly Manifest[]): readonly string[] => manifests.map(({ metadata }) => metadata.name).sort();
const serviceOf = ({ metadata }: Manifest): string => metadata.name.slice('mc-'.length);
const all = services.map((service) => `mc-${service}`).sort();

/** Source text of every setting's name: what a service does not know it would refuse, or silently not heed. */
const known = (service: string): string =>
  [
    'libs/service-kit/src/config.ts',
    'libs/service-kit/src/nats-config.ts',
    'libs/engines/src/config.ts',
    `services/${service}/src/config.ts`,
  ]
    .map(read)
    .join('\n');

describe('values', () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  test('are what their schema says', () => expect(validate(defaults()) || validate.errors).toBe(true));

  test.each([
    ['a misspelt key', (values: Values) => Object.assign(values, { provnce: 'H54' })],
    ['a fifth service', (values: Values) => Object.assign(values.services, { payments: values.services['intake'] })],
    ['a province that is none', (values: Values) => Object.assign(values, { province: 'Hanoi' })],
    ['a secret in clear', (values: Values) => Object.assign(values.services['notify']?.env ?? {}, { MOTCUA_NOTIFY_SMS_TOKEN: 'x' })],
    [
      'a password in an address',
      (values: Values) => Object.assign(values.services['notify']?.env ?? {}, { MOTCUA_STORE_URL: 'kurrentdb://u:p@store' }),
    ],
    [
      'a secret whose setting is no setting',
      (values: Values) =>
        Object.assign(values.services['notify']?.secretEnv ?? {}, { MOTCUA_NOTIFY_SMS_TOKEN_FILE: { secret: 's', key: 'k' } }),
    ],
    [
      'what a collector wants to be shown, in clear',
      (values: Values) => Object.assign(values.services['notify']?.env ?? {}, { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=x' }),
    ],
    ['a setting that is not ours', (values: Values) => Object.assign(values.services['notify']?.env ?? {}, { PATH: '/' })],
  ])('with %s are refused', (_what, spoil) => {
    const values = defaults();
    spoil(values);
    expect(validate(values)).toBe(false);
  });

  test('may have what a collector wants to be shown as a secret', () => {
    const values = defaults();
    Object.assign(values.services['notify']?.secretEnv ?? {}, { OTEL_EXPORTER_OTLP_HEADERS: { secret: 's', key: 'k' } });
    expect(validate(values) || validate.errors).toBe(true);
  });

  test('limit what one address may hand in, as Compose does', () => {
    const compose = read('docker-compose.yml');
    for (const what of ['SUBMISSIONS', 'UPLOADS']) {
      const setting = `MOTCUA_INTAKE_${what}_PER_MINUTE`;
      const limit = defaults().services['intake']?.env[setting];
      expect(Number(limit), setting).toBeGreaterThan(0);
      expect(compose).toContain(`${setting}: \${${setting}:-${limit}}`);
    }
  });

  test('send each path where the tested proxy sends it', () => {
    const sent = Object.entries(defaults().services).flatMap(([service, { paths }]) => paths.map((path) => `${path} ${service}`));
    const tested = routes.filter(([, service]) => service !== 'trial-issuer').map(([prefix, service]) => `${prefix} ${service}`);
    expect(sent.sort()).toEqual([...new Set([...tested, '/ tracking'])].sort());
  });

  test.each(services)('of %s are settings that it knows', (service) => {
    const { env, secretEnv } = defaults().services[service] ?? { env: {}, secretEnv: {} };
    for (const name of [...Object.keys(env), ...Object.keys(secretEnv)]) expect(known(service)).toContain(`${name}:`);
  });
});

describe.runIf(hasHelm).each([
  ['as it comes', []],
  ['with servers and several pods', ['--values', serversValues]],
])('the chart %s', (_profile, values) => {
  let manifests: readonly Manifest[];
  beforeAll(() => {
    manifests = rendered(...values);
  });
  const sets = () => ofKind(manifests, 'StatefulSet');
  const mayBeSeveral = () => [
    ...names(sets().filter(({ spec }) => Number(spec['replicas']) > 1)),
    ...names(ofKind(manifests, 'HorizontalPodAutoscaler')),
  ];

  test('is in order by its own tool', () => {
    const { status, stdout, stderr } = lint(...values);
    expect(status, stdout + stderr).toBe(0);
  });

  test('makes what Kubernetes knows, field by field', () => {
    expect(complaintsAbout(manifests)).toBe('');
  });

  test('runs each service without root and rights, and lets it write only where a volume is', () => {
    expect(names(sets())).toEqual(all);
    for (const set of sets()) {
      const pod = podOf(set);
      const [container] = pod.containers;
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          // Else every start would open the master key to the group, and intake refuses it then.
          fsGroupChangePolicy: 'OnRootMismatch',
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
      expect(writable).toEqual(['/data', '/tmp']);
      const claims = set.spec['volumeClaimTemplates'] as { metadata: { name: string; labels: object } }[];
      const there = [...claims.map(({ metadata }) => metadata.name), ...pod.volumes.map(({ name }) => name)];
      expect(there.sort()).toEqual(container.volumeMounts.map(({ name }) => name).sort());
      // A label that changes with the version would make the next upgrade impossible.
      expect(Object.keys(claims[0]?.metadata.labels ?? {})).not.toContain('app.kubernetes.io/version');
    }
  });

  test('tells each service settings that it knows, and secrets only as files', () => {
    for (const set of sets()) {
      const [{ env, volumeMounts }] = podOf(set).containers;
      expect(volumeMounts.map(({ mountPath }) => mountPath)).toContain('/run/motcua/nats');
      for (const { name, value } of env) {
        const setting = name.replace(/_FILE$/, '');
        if (!name.startsWith('OTEL_')) expect(known(serviceOf(set)), name).toMatch(new RegExp(`^  (?:  )?(?:${name}|${setting}):`, 'm'));
        expect(value, name).not.toBe('');
        if (/(?:TOKEN|SECRET|PASSWORD)$/.test(setting)) expect(value).toMatch(/^\/run\/motcua\/secrets\//);
      }
    }
  });

  test('asks whether a service lives and is ready, and gives it time to end', () => {
    for (const set of sets()) {
      const { containers, terminationGracePeriodSeconds } = podOf(set);
      const [{ lifecycle, livenessProbe, readinessProbe }] = containers;
      // Publishing goes through workflow, and no state of the bus keeps a citizen from filing.
      const sentCitizens = serviceOf(set) === 'tracking' ? '/readyz' : '/livez';
      expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).toEqual(['/livez', sentCitizens]);
      const [command, seconds] = lifecycle.preStop.exec.command;
      expect(command).toBe('sleep');
      expect(terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + drainSeconds);
    }
  });

  test('tells Prometheus where each service shows its metrics', () => {
    for (const set of sets()) {
      const { metadata } = set.spec['template'] as { metadata: { annotations: object } };
      expect(metadata.annotations).toMatchObject({
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '8080',
        'prometheus.io/path': `/api/${serviceOf(set)}/v1/metrics`,
      });
    }
  });

  test('keeps all but one of several pods through a disruption', () => {
    const budgets = ofKind(manifests, 'PodDisruptionBudget');
    expect(names(budgets)).toEqual(mayBeSeveral().sort());
    for (const { spec } of budgets) expect(spec).toMatchObject({ maxUnavailable: 1 });
  });

  test('lets each service go where its settings name something, and nowhere else', () => {
    for (const { metadata, spec } of ofKind(manifests, 'NetworkPolicy')) {
      const ports = (spec['egress'] as { ports: { protocol: string; port: number }[] }[])
        .flatMap((rule) => rule.ports.map(({ protocol, port }) => `${protocol} ${port}`))
        .sort();
      const servers = values.length > 0 ? ['TCP 2113', 'TCP 27017', 'TCP 4318'] : [];
      // Only intake has papers to show to a virus scanner.
      const scanner = values.length > 0 && metadata.name === 'mc-intake' ? ['TCP 3310'] : [];
      // A rule of its own, on the same port: what no backup brings back may lie elsewhere.
      const outsideBackups = values.length > 0 && ['mc-intake', 'mc-workflow'].includes(metadata.name) ? ['TCP 27017'] : [];
      expect(ports, metadata.name).toEqual(['TCP 4222', 'TCP 443', 'TCP 53', 'UDP 53', ...servers, ...scanner, ...outsideBackups].sort());
      expect(spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'], ingress: [{ ports: [{ protocol: 'TCP', port: 8080 }] }] });
    }
    expect(names(ofKind(manifests, 'NetworkPolicy'))).toEqual(all);
  });
});

describe.runIf(hasHelm)('the chart', () => {
  const servers = ['MOTCUA_STORE_URL', 'MOTCUA_READ_MODELS_URL'];
  const named = (service: string): readonly string[] =>
    servers.flatMap((setting) =>
      ['secret=engines', `key=${setting}`].flatMap((what) => ['--set', `services.${service}.secretEnv.${setting}.${what}`]),
    );

  test.each([
    ['fsGroupChangePolicy', 'fsGroupChangPolicy'],
    ['RuntimeDefault', 'RuntimeDefalt'],
    ['"containerPort":8080', '"containerPort":"8080"'],
  ])('would not pass with %s written %s', (right, wrong) => {
    const spoilt = JSON.stringify(rendered()).replace(right, wrong);
    expect(complaintsAbout(JSON.parse(spoilt) as Manifest[])).not.toBe('');
  });

  test('gives every pod the file by which the addresses of its engines say whom to trust', () => {
    const trusting = (...values: readonly string[]) =>
      ofKind(rendered(...values), 'StatefulSet').map((set) => {
        const { containers, volumes } = podOf(set);
        return [containers[0].volumeMounts, volumes].map((named) => named.find(({ name }) => name === 'engines-ca'));
      });
    expect(trusting()).toEqual(services.map(() => [undefined, undefined]));
    const mount = { name: 'engines-ca', mountPath: '/run/motcua/engines-ca', readOnly: true };
    const volume = { name: 'engines-ca', secret: { secretName: 'ca', items: [{ key: 'ca.crt', path: 'ca.crt' }], defaultMode: 0o440 } };
    expect(trusting('--set', 'engines.caSecret=ca')).toEqual(services.map(() => [mount, volume]));
  });

  test('with three servers of NATS has every stream kept by all of them', () => {
    for (const set of ofKind(rendered('--values', serversValues), 'StatefulSet'))
      expect(podOf(set).containers[0].env).toContainEqual({ name: 'MOTCUA_NATS_TAIL_REPLICAS', value: '3' });
  });

  test('lets through the example ingress what intake reads of one page with all of its papers', () => {
    const [, mebibytes] = /memoryBudget\((\d+) \* 1024 \* 1024\)/.exec(read('services/intake/src/http/pages/read-parts.ts')) ?? [];
    const { ingress } = parse(read('infra/helm/motcua/ci/servers-values.yaml')) as { ingress: { annotations?: Record<string, string> } };
    expect(ingress.annotations?.['nginx.ingress.kubernetes.io/proxy-body-size']).toBe(`${Number(mebibytes) + 1}m`);
    expect(JSON.stringify(ofKind(rendered('--values', serversValues), 'Ingress'))).toContain('proxy-body-size');
  });

  test('has a Job beside it in the runbook that Kubernetes knows, field by field, and that tells the command settings it knows', () => {
    const [, yaml = ''] = /```yaml\n(.+?)```/s.exec(read('docs/runbooks/back-up-and-restore.md')) ?? [];
    const job = parse(yaml, { version: '1.1' }) as Manifest;
    expect(job.kind).toBe('Job');
    expect(complaintsAbout([job])).toBe('');
    const settings = podOf(job).containers[0].env.map(({ name }) => name.replace(/(?<!SECRETS?)_FILE$/, ''));
    for (const name of settings) expect(read('infra/standalone/src/engines.ts'), name).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test('names peers where values name them', () => {
    const [policy] = ofKind(rendered('--set', 'network.nats.to[0].podSelector.matchLabels.app=nats'), 'NetworkPolicy');
    expect(policy?.spec['egress']).toContainEqual({
      ports: [{ protocol: 'TCP', port: 4222 }],
      to: [{ podSelector: { matchLabels: { app: 'nats' } } }],
    });
  });

  test('mounts what a collector wants to be shown as a file', () => {
    const secret = ['secret=otlp', 'key=headers'].flatMap((what) => [
      '--set',
      `services.notify.secretEnv.OTEL_EXPORTER_OTLP_HEADERS.${what}`,
    ]);
    const notify = ofKind(rendered(...secret), 'StatefulSet').find((set) => serviceOf(set) === 'notify');
    const env = notify && podOf(notify).containers[0].env;
    expect(env).toContainEqual({ name: 'OTEL_EXPORTER_OTLP_HEADERS_FILE', value: '/run/motcua/secrets/OTEL_EXPORTER_OTLP_HEADERS' });
  });

  test('scales by what the services really say of themselves, in the words of the adapter', () => {
    const scalers = ofKind(
      rendered(...named('tracking'), '--set', 'services.tracking.autoscaling.enabled=true'),
      'HorizontalPodAutoscaler',
    );
    expect(names(scalers)).toEqual(['mc-tracking']);
    const said = ['measured-bus.ts', 'measure-projection.ts'].map((file) => read(`libs/telemetry/src/${file}`)).join('');
    const metrics = scalers.flatMap(({ spec }) => spec['metrics'] as { pods?: { metric: { name: string } } }[]);
    const own = metrics.flatMap(({ pods }) => (pods ? [pods.metric.name] : []));
    expect(own.sort()).toEqual(['motcua_projection_freshness_seconds', 'motcua_relay_lag_events']);
    for (const name of own) expect(said).toContain(`'${name}'`);
    const adapter = parse(read('infra/helm/prometheus-adapter.yaml')) as { rules: { custom: { name: { as: string } }[] } };
    expect(adapter.rules.custom.map(({ name }) => name.as).sort()).toEqual(own);
    // Notify's log is not relayed, and an autoscaler that misses a measure does not scale down.
    const ofNotify = ofKind(rendered(...named('notify'), '--set', 'services.notify.autoscaling.enabled=true'), 'HorizontalPodAutoscaler');
    expect(JSON.stringify(ofNotify)).toContain('motcua_projection_freshness_seconds');
    expect(JSON.stringify(ofNotify)).not.toContain('motcua_relay_lag_events');
  });

  const sharedBy = {
    intake: ['KEYS_URL', 'BLOBS_URL', 'MASTER_KEY_FILE', 'SECRETS_FILE', 'ERASURE_LEDGER_URL'].map((name) => `MOTCUA_INTAKE_${name}`),
    workflow: ['COMMAND_SECRET_FILE', 'EPOCHS_URL'].map((name) => `MOTCUA_WORKFLOW_${name}`),
  };
  test.each(Object.entries(sharedBy).flatMap(([service, settings]) => settings.map((setting) => [service, setting] as const)))(
    'refuses several pods of %s where %s does not name what they share',
    (service, setting) => {
      const values = parse(read('infra/helm/motcua/ci/servers-values.yaml')) as Values;
      delete values.services[service]?.secretEnv[setting];
      const folder = mkdtempSync(join(tmpdir(), 'motcua-chart-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, 'values.yaml'), JSON.stringify(values));
      const { status, stderr } = template('--values', join(folder, 'values.yaml'));
      expect(status).not.toBe(0);
      expect(stderr).toContain(`${service}: several pods cannot share files; ${setting} has to name what they share`);
    },
  );

  test.each([
    ['several pods on one file', ['--set', 'services.tracking.replicas=2'], 'tracking: several pods cannot share files; MOTCUA_STORE_URL'],
    [
      'several pods where one server is not named',
      [...named('notify').slice(0, 4), '--set', 'services.notify.replicas=2'],
      'notify: several pods cannot share files; MOTCUA_READ_MODELS_URL',
    ],
    [
      'an autoscaler upside down',
      [...named('notify'), '--set', 'services.notify.autoscaling.enabled=true,services.notify.autoscaling.minReplicas=9'],
      'notify: autoscaling.minReplicas is more than autoscaling.maxReplicas',
    ],
    ['a misspelt key', ['--set', 'podDefaults.replica=2'], "at '/podDefaults': additional properties 'replica' not allowed"],
    ['a province that is none', ['--set', 'province=Hanoi'], "at '/province': 'Hanoi' does not match pattern"],
    [
      'a password in clear',
      ['--set', 'services.notify.env.MOTCUA_STORE_URL=kurrentdb://u:p@store'],
      "at '/services/notify/env/MOTCUA_STORE_URL'",
    ],
  ])('refuses %s, and says so', (_what, values, reason) => {
    const { status, stderr } = template(...values);
    expect(status).not.toBe(0);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('u:p@');
  });
});
