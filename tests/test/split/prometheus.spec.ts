import { services } from '@motcua/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { questions, rules } from '../../src/monitoring.ts';
import { hasPrometheus, PrometheusServer } from '../../src/prometheus.ts';
import { SplitSystem } from '../../src/split-system.ts';

if (!hasPrometheus) process.stdout.write('skipped because: no prometheus here; alerts and dashboards are not asked of the server itself\n');

describe.runIf(hasPrometheus)('a real Prometheus', () => {
  let system: SplitSystem;
  let prometheus: PrometheusServer;

  const lookAtAll = () => prometheus.lookAt(system.instances.map(({ url }) => url));

  beforeAll(async () => {
    // Nobody listens there: a paper waits, and is counted.
    system = await SplitSystem.start(1, { MOTCUA_INTAKE_VIRUS_SCANNER: 'clamd://127.0.0.1:1' });
    prometheus = await PrometheusServer.start();
    lookAtAll();
    const api = client(system.url);
    const body = inventedSubmission({ form: await exampleForm(api) });
    expect((await api.call('POST', '/api/intake/v1/submissions', { body })).status).toBe(201);
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'beige' } })
      .jpeg()
      .toBuffer();
    const paper = new FormData();
    paper.set('file', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'giay.jpg');
    const headers = { 'idempotency-key': crypto.randomUUID() };
    expect((await fetch(`${system.url}/api/intake/v1/uploads`, { method: 'POST', headers, body: paper })).status).toBe(201);
  });
  afterAll(async () => {
    await system?.dispose();
    await prometheus?.stop();
  });

  /** Without those that only tell how slow or full the machine of the test is. */
  const raisedAlerts = async () =>
    (await prometheus.alerts()).filter(({ labels }) => !['RequestsSlow', 'DiskNearlyFull'].includes(labels['alertname'] ?? ''));

  test('reaches every service and can evaluate every rule', async () => {
    await eventually(
      () => prometheus.targets(),
      (health) => health.length === services.length && health.every((one) => one === 'up'),
    );
    await eventually(
      () => prometheus.rules(),
      (health) => health.length === rules().length && health.every((one) => one === 'ok'),
    );
  });

  test('finds something for each panel, and for no alert', async () => {
    const alerts = rules().flatMap(({ alert }) => alert ?? []);
    const nothingFor = async () => {
      const found: string[] = [];
      for (const { place, expr } of questions()) if ((await prometheus.query(expr)).length === 0) found.push(place);
      return found;
    };
    // A rate needs two looks, and the citizen's message its way to the provider.
    await eventually(nothingFor, (places) => places.join() === alerts.join());
  });

  test('raises no alert over a healthy system, one over a silent service, and takes it back', async () => {
    await eventually(raisedAlerts, ({ length }) => length === 0);
    await system.kill('tracking');
    const raised = await eventually(raisedAlerts, ({ length }) => length > 0);
    expect(raised).toMatchObject([{ state: 'pending', labels: { alertname: 'ServiceSilent', service: 'tracking', severity: 'critical' } }]);
    await system.startInstance('tracking');
    lookAtAll();
    await eventually(raisedAlerts, ({ length }) => length === 0);
  });
});
