import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}
interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** An expression in PromQL and where it stands. */
export interface Question {
  readonly place: string;
  readonly expr: string;
}

export const rules = (): readonly Rule[] =>
  (parse(read('infra/otel/rules.yaml')) as { groups: readonly { rules: readonly Rule[] }[] }).groups.flatMap((group) => group.rules);

export const panels = (): readonly Panel[] =>
  readdirSync(`${root}/infra/grafana/dashboards`).flatMap(
    (file) => (JSON.parse(read(`infra/grafana/dashboards/${file}`)) as { panels: readonly Panel[] }).panels,
  );

/** What the unit tests for `promtool` try: `yes` where an alert must come, `no` where it must stay away. */
export const triedAlerts = (): ReadonlySet<string> => {
  const { tests } = parse(read('infra/otel/rules.test.yaml')) as {
    tests: readonly { alert_rule_test: readonly { alertname: string; exp_alerts: readonly unknown[] }[] }[];
  };
  return new Set(
    tests.flatMap((one) => one.alert_rule_test.map(({ alertname, exp_alerts }) => `${alertname} ${exp_alerts.length > 0 ? 'yes' : 'no'}`)),
  );
};

/** Everything that alerts and dashboards ask Prometheus. Grafana's own variables are filled in as it would. */
export const questions = (): readonly Question[] => [
  ...rules().map(({ alert, record, expr }) => ({ place: alert ?? record ?? '', expr })),
  ...panels().flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ place: title, expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$service', '.*') })),
  ),
];

/** Metrics that an expression reads, by Prometheus's own grammar; throws where it is none. */
export const metricsIn = ({ place, expr }: Question): readonly string[] => {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`${place}: not PromQL near ${JSON.stringify(expr.slice(node.from, node.from + 30))}`);
      if (node.name === 'Identifier') names.push(expr.slice(node.from, node.to));
    },
  });
  return names;
};

/** `docs/runbooks/x.md`, and whether it is there. */
export const isRunbook = (path: string): boolean => /^docs\/runbooks\/[a-z-]+\.md$/.test(path) && existsSync(`${root}/${path}`);
