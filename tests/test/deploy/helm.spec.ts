import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { services } from '@motcua/contracts';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { routes } from '../../src/path-proxy.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const chart = `${root}/infra/helm/motcua`;
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const defaults = (): Values => parse(read('infra/helm/motcua/values.yaml')) as Values;
const schema = JSON.parse(read('infra/helm/motcua/values.schema.json')) as object;

const helm = process.env['HELM'] ?? 'helm';
const hasHelm = spawnSync(helm, ['version'], { stdio: 'ignore' }).status === 0;
if (!hasHelm) process.stdout.write('skipped because: no helm here (HELM names one); the chart is not rendered by its own tool\n');

interface Values {
  services: Record<string, { paths: string[]; env: Record<string, string>; secretEnv: Record<string, unknown> }>;
  [key: string]: unknown;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
}
interface Pod {
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts: readonly { readonly mountPath: string }[];
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean; readonly allowPrivilegeEscalation: boolean };
    readonly livenessProbe: { readonly httpGet: { readonly path: string } };
    readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  }[];
}

const template = (...args: string[]) => spawnSync(helm, ['template', 'mc', chart, ...args], { encoding: 'utf8' });
const rendered = (...args: string[]): readonly Manifest[] => {
  const { status, stdout, stderr } = template(...args);
  expect(status, stderr).toBe(0);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
};
const ofKind = (manifests: readonly Manifest[], kind: string): readonly Manifest[] => manifests.filter((one) => one.kind === kind);
const podOf = ({ spec }: Manifest): Pod => (spec['template'] as { spec: Pod }).spec;
const names = (manifests: readonly Manifest[]): readonly string[] => manifests.map(({ metadata }) => metadata.name).sort();
const all = services.map((service) => `mc-${service}`).sort();

/** Source text of every setting's name: what a service does not know it would refuse, or silently not heed. */
const known = (service: string): string =>
  ['libs/service-kit/src/config.ts', 'libs/service-kit/src/nats-config.ts', `services/${service}/src/config.ts`].map(read).join('\n');

describe('values', () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  test('are what their schema says', () => expect(validate(defaults()) || validate.errors).toBe(true));

  test.each([
    ['a misspelt key', (values: Values) => Object.assign(values, { provnce: 'H54' })],
    ['a fifth service', (values: Values) => Object.assign(values.services, { payments: values.services['intake'] })],
    ['a province that is none', (values: Values) => Object.assign(values, { province: 'Hanoi' })],
    ['a secret in clear', (values: Values) => Object.assign(values.services['notify']?.env ?? {}, { MOTCUA_NOTIFY_SMS_TOKEN: 'x' })],
    ['a setting that is not ours', (values: Values) => Object.assign(values.services['notify']?.env ?? {}, { PATH: '/' })],
  ])('with %s are refused', (_what, spoil) => {
    const values = defaults();
    spoil(values);
    expect(validate(values)).toBe(false);
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

describe.runIf(hasHelm)('the chart', () => {
  const several = ['notify', 'tracking'];
  const scaled = several.flatMap((service) =>
    ['persistence.enabled=false', 'autoscaling.enabled=true'].flatMap((setting) => ['--set', `services.${service}.${setting}`]),
  );

  test('is in order by its own tool', () => {
    expect(execFileSync(helm, ['lint', '--strict', chart], { encoding: 'utf8' })).toContain('0 chart(s) failed');
  });

  test('runs each service without root, on a read-only file system, with its probes and secrets as files', () => {
    const deployments = ofKind(rendered(), 'Deployment');
    expect(names(deployments)).toEqual(all);
    for (const deployment of deployments) {
      const service = deployment.metadata.name.slice('mc-'.length);
      const pod = podOf(deployment);
      const container = pod.containers[0];
      expect(pod.securityContext.runAsNonRoot).toBe(true);
      expect(container?.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
      expect([container?.livenessProbe.httpGet.path, container?.readinessProbe.httpGet.path]).toEqual(['/livez', '/readyz']);
      expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/run/motcua/nats');
      for (const { name, value } of container?.env ?? []) {
        const setting = name.replace(/_FILE$/, '');
        expect(known(service), name).toMatch(new RegExp(`^  (?:  )?(?:${name}|${setting}):`, 'm'));
        expect(value, name).not.toBe('');
        if (/(?:TOKEN|SECRET|PASSWORD)$/.test(setting)) expect(value).toMatch(/^\/run\/motcua\/secrets\//);
      }
    }
  });

  test('keeps each service to what it needs on the network', () => {
    const policies = ofKind(rendered('--set', 'network.nats.to[0].podSelector.matchLabels.app=nats'), 'NetworkPolicy');
    expect(names(policies)).toEqual(all);
    for (const { spec } of policies) {
      expect(spec['policyTypes']).toEqual(['Ingress', 'Egress']);
      expect(spec['egress']).toContainEqual({
        ports: [{ protocol: 'TCP', port: 4222 }],
        to: [{ podSelector: { matchLabels: { app: 'nats' } } }],
      });
    }
  });

  test('scales by what the services really say of themselves, and keeps one pod through a disruption', () => {
    const manifests = rendered(...scaled);
    expect(names(ofKind(manifests, 'PodDisruptionBudget'))).toEqual(['mc-notify', 'mc-tracking']);
    const scalers = ofKind(manifests, 'HorizontalPodAutoscaler');
    expect(names(scalers)).toEqual(['mc-notify', 'mc-tracking']);
    const said = ['measured-bus.ts', 'measure-projection.ts'].map((file) => read(`libs/telemetry/src/${file}`)).join('');
    const metrics = scalers.flatMap(({ spec }) => spec['metrics'] as { pods?: { metric: { name: string } } }[]);
    const own = metrics.flatMap(({ pods }) => (pods ? [pods.metric.name] : []));
    expect(new Set(own)).toEqual(new Set(['motcua_projection_freshness_seconds', 'motcua_relay_lag_events']));
    for (const name of own) expect(said).toContain(`'${name}'`);
    expect(names(ofKind(manifests, 'PersistentVolumeClaim'))).toEqual(['mc-intake', 'mc-workflow']);
  });

  test('refuses several pods on one file, and what the schema does not know', () => {
    expect(template('--set', 'services.intake.replicas=2').stderr).toContain('intake: several pods cannot share SQLite files');
    expect(template('--set', 'services.workflow.persistence.enabled=false').stderr).toContain(
      'workflow: it keeps secrets and ledgers in files',
    );
    expect(template('--set', 'podDefaults.replica=2').status).not.toBe(0);
  });
});
