export type Labels = Readonly<Record<string, string>>;

/** What is measured is said here, in the words of Prometheus; whoever serves or sends it reads the same registry. Labels are few and never personal. */
export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): (labels?: Labels, by?: number) => void;
  /** Values in seconds unless the name says otherwise. */
  histogram(name: string, help: string, labels?: readonly string[], buckets?: readonly number[]): (value: number, labels?: Labels) => void;
  /** Read when it is asked for; one series for each set of labels. Undefined, or a read that fails, shows no value. */
  gauge(name: string, help: string, read: () => number | undefined | Promise<number | undefined>, labels?: Labels): void;
}

/** One metric and its series, as `prom-client` hands them out. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Partial<Record<string, string | number>>>;
    /** Of a histogram: which of its series this is (`…_bucket`, `…_sum`, `…_count`). */
    readonly metricName?: string;
  }[];
}
