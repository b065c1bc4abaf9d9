import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRunbook, metricsIn, panels, questions, rules, triedAlerts } from '../../src/monitoring.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const promtool = (...args: readonly string[]) => spawnSync('promtool', args, { cwd: `${root}/infra/otel`, encoding: 'utf8' });
const hasPromtool = promtool('--version').status === 0;
if (!hasPromtool) process.stdout.write('skipped because: no promtool here; the alerts are not tried by Prometheus itself\n');

const alerts = rules().filter(({ alert }) => alert !== undefined);

test('every expression of alerts and dashboards is PromQL and reads a metric', () => {
  expect(alerts.length).toBeGreaterThanOrEqual(10);
  expect(questions().length).toBeGreaterThan(25);
  for (const question of questions()) expect(metricsIn(question).length, question.place).toBeGreaterThan(0);
  expect(() => metricsIn({ place: 'broken', expr: 'sum(rate(a[5m])' })).toThrow('broken: not PromQL');
});

test.runIf(hasPromtool).each([
  ['the rules are in order', ['check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml']],
  ['the configuration is in order', ['check', 'config', '--syntax-only', 'prometheus.yaml']],
  ['each alert comes when it must, and only then', ['test', 'rules', 'rules.test.yaml']],
])('in the eyes of Prometheus %s', (_what, args) => {
  const { status, stdout, stderr } = promtool(...args);
  expect(status, stdout + stderr).toBe(0);
});

test('every alert is tried, coming and staying away', () => {
  const wanted = alerts.flatMap(({ alert }) => [`${alert} yes`, `${alert} no`]);
  expect([...triedAlerts()].sort()).toEqual(wanted.sort());
});

test('every alert says what is noticed, how grave it is, and which runbook helps', () => {
  for (const { alert, annotations, labels } of alerts) {
    expect(annotations?.summary, alert).toBeTruthy();
    expect(['warning', 'critical'], alert).toContain(labels?.severity);
    expect(isRunbook(annotations?.runbook_url ?? ''), `${alert}: ${annotations?.runbook_url}`).toBe(true);
  }
  expect(isRunbook('docs/runbooks/there-is-none.md')).toBe(false);
});

test('every runbook that a panel names is there', () => {
  const named = panels().flatMap(({ description = '' }) => [...description.matchAll(/Runbook: (\S+\.md)/g)].map(([, file]) => file));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((file) => !isRunbook(`docs/runbooks/${file}`))).toEqual([]);
});
