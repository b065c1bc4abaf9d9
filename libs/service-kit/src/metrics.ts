import { performance } from 'node:perf_hooks';
import type { Labels, MetricFamily, Metrics } from '@motcua/telemetry';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface GaugeReader {
  readonly labels: Labels;
  readonly read: () => number | undefined | Promise<number | undefined>;
}

/** Whoever cannot be read now shows no value; the others do. */
const readNow = async ({ labels, read }: GaugeReader): Promise<{ labels: Labels; value: number | undefined }> => {
  try {
    return { labels, value: await read() };
  } catch {
    return { labels, value: undefined };
  }
};

/** What Node says alike in every thread, because it is about the process. */
const isOfProcess = (name: string): boolean => name.startsWith('process_') || name === 'nodejs_version_info';

/** What a thread says of itself, and one of them of the process. A service sees it through `of(service)`, which adds the label `service`. */
export class ProcessMetrics {
  readonly #process = new Registry();
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Map<string, GaugeReader>>();
  readonly #requests: Histogram;
  readonly #routes = new Map<string, Map<number, { observe(value: number): void }>>();

  /** `thread` sets apart what several threads of one process say of themselves; for the process speaks `main`, or the only one. */
  constructor(thread?: string) {
    if (thread !== undefined) this.#registry.setDefaultLabels({ thread });
    collectDefaultMetrics({ register: this.#registry });
    this.#setApart(thread === undefined || thread === 'main');
    this.#requests = new Histogram({
      // OpenTelemetry's `http.server.request.duration`, as Prometheus spells it.
      name: 'http_server_request_duration_seconds',
      help: 'Requests by route template and status',
      labelNames: ['service', 'http_request_method', 'http_route', 'http_response_status_code'],
      buckets: latencies,
      registers: [this.#registry],
    });
    let last = performance.eventLoopUtilization();
    new Gauge({
      name: 'motcua_event_loop_utilization',
      help: 'Share of the time since the last scrape that the event loop was busy',
      registers: [this.#registry],
      collect() {
        const now = performance.eventLoopUtilization();
        this.set(performance.eventLoopUtilization(now, last).utilization);
        last = now;
      },
    });
  }

  #setApart(speaksForProcess: boolean): void {
    for (const name of this.#registry.getMetricsAsArray().map((metric) => metric.name)) {
      const metric = isOfProcess(name) ? this.#registry.getSingleMetric(name) : undefined;
      if (!metric) continue;
      this.#registry.removeSingleMetric(name);
      if (speaksForProcess) this.#process.registerMetric(metric);
    }
  }

  /** `route` is the template, so that the number of series is bounded. */
  observeRequest(method: string, route: string, status: number, seconds: number): void {
    let statuses = this.#routes.get(route);
    if (!statuses) {
      statuses = new Map();
      this.#routes.set(route, statuses);
    }
    // One path has one GET and one POST; HEAD counts as its GET.
    const shown = method === 'HEAD' ? 'GET' : method;
    const key = shown === 'POST' ? -status : status;
    let series = statuses.get(key);
    if (!series) {
      const service = /^\/api\/([a-z-]+)\//.exec(route)?.[1] ?? 'pages';
      series = this.#requests.labels(service, shown, route, String(status));
      statuses.set(key, series);
    }
    series.observe(seconds);
  }

  of(service: string): Metrics {
    const registry = this.#registry;
    return {
      counter: (name, help, labels = []) => {
        const known = registry.getSingleMetric(name) as Counter | undefined;
        const counter = known ?? new Counter({ name, help, labelNames: ['service', ...labels], registers: [registry] });
        return (values, by = 1) => counter.inc({ service, ...values }, by);
      },
      histogram: (name, help, labels = [], buckets = latencies) => {
        const known = registry.getSingleMetric(name) as Histogram | undefined;
        const histogram =
          known ?? new Histogram({ name, help, labelNames: ['service', ...labels], buckets: [...buckets], registers: [registry] });
        return (value, values) => histogram.observe({ service, ...values }, value);
      },
      gauge: (name, help, read, labels = {}) => this.#gauge(service, name, help, read, labels),
    };
  }

  #gauge(service: string, name: string, help: string, read: GaugeReader['read'], labels: Labels): void {
    const reader = { labels: { service, ...labels }, read };
    const known = this.#gauges.get(name);
    if (known) {
      known.set(JSON.stringify(reader.labels), reader);
      return;
    }
    const readers = new Map([[JSON.stringify(reader.labels), reader]]);
    this.#gauges.set(name, readers);
    new Gauge({
      name,
      help,
      labelNames: Object.keys(reader.labels),
      registers: [this.#registry],
      async collect() {
        const values = await Promise.all([...readers.values()].map(readNow));
        this.reset();
        for (const { labels: of, value } of values) if (value !== undefined) this.set(of, value);
      },
    });
  }

  /** All there is, for those who send it elsewhere. */
  async families(): Promise<readonly MetricFamily[]> {
    return (await Promise.all([this.#process.getMetricsAsJSON(), this.#registry.getMetricsAsJSON()])).flat();
  }

  /** Prometheus text; with `service`, only its own series and those of the process. */
  async render(service?: string): Promise<string> {
    const text = `${await this.#process.metrics()}\n${await this.#registry.metrics()}`;
    if (service === undefined) return text;
    const others = /[{,]service="([^"]*)"/;
    return text
      .split('\n')
      .filter((line) => line.startsWith('#') || (others.exec(line)?.[1] ?? service) === service)
      .join('\n');
  }

  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';

  close(): void {
    this.#process.clear();
    this.#registry.clear();
  }
}
