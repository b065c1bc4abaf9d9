import { expect, test } from 'vitest';
import { isRunbook, metricsIn, panels, questions, rules } from '../../src/monitoring.ts';

const alerts = rules().filter(({ alert }) => alert !== undefined);

test('every expression of alerts and dashboards is PromQL and reads a metric', () => {
  expect(alerts.length).toBeGreaterThanOrEqual(10);
  expect(questions().length).toBeGreaterThan(25);
  for (const question of questions()) expect(metricsIn(question).length, question.place).toBeGreaterThan(0);
  expect(() => metricsIn({ place: 'broken', expr: 'sum(rate(a[5m])' })).toThrow('broken: not PromQL');
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
