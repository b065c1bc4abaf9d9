import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@motcua/infra-nats';
import { parse, stringify } from 'yaml';
import { eventually } from './client.ts';

const otel = fileURLToPath(new URL('../../infra/otel', import.meta.url));

/** A real one, on the PATH. */
export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

interface Configuration {
  readonly scrape_configs: readonly { readonly static_configs: unknown }[];
}
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}
export interface RaisedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}
interface Answer<T> {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data: T;
}

/** The configuration that is deployed, but every second, and looking where this file says instead of at the collector. */
const configuration = (targetsFile: string): string => {
  const deployed = parse(readFileSync(join(otel, 'prometheus.yaml'), 'utf8')) as Configuration;
  const scrape_configs = deployed.scrape_configs.map(({ static_configs: _collector, ...scraped }) => ({
    ...scraped,
    file_sd_configs: [{ files: [targetsFile] }],
  }));
  return stringify({
    ...deployed,
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(otel, 'rules.yaml')],
    scrape_configs,
  });
};

/** Prometheus itself, with this repository's rules, on loopback and in a folder of its own. */
export class PrometheusServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'motcua-prometheus-'));
    const file = join(folder, 'prometheus.yaml');
    writeFileSync(file, configuration(join(folder, 'targets.json')));
    const address = `127.0.0.1:${await freePort()}`;
    const places = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`];
    const child = spawn('prometheus', [...places, '--log.level=warn'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const server = new PrometheusServer(`http://${address}`, child, folder);
    const isReady = () =>
      fetch(`${server.url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(isReady, Boolean).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    return server;
  }

  /** Looks at these services from now on, and at no others. */
  lookAt(urls: readonly string[]): void {
    const file = join(this.#folder, 'targets.json');
    // Put in its place whole: it is read as soon as it changes.
    writeFileSync(`${file}.new`, JSON.stringify([{ targets: urls.map((url) => new URL(url).host) }]));
    renameSync(`${file}.new`, file);
  }

  async #ask<T>(path: string): Promise<T> {
    const answer = (await (await fetch(`${this.url}/api/v1/${path}`)).json()) as Answer<T>;
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  }

  /** Throws where Prometheus cannot answer it. */
  async query(expr: string): Promise<readonly Sample[]> {
    return (await this.#ask<{ result: readonly Sample[] }>(`query?query=${encodeURIComponent(expr)}`)).result;
  }

  /** Where it looks, as `up` or `down`. */
  async targets(): Promise<readonly string[]> {
    const { activeTargets } = await this.#ask<{ activeTargets: readonly { health: string }[] }>('targets?state=active');
    return activeTargets.map(({ health }) => health);
  }

  /** Of each rule, `ok` or why not. */
  async rules(): Promise<readonly string[]> {
    const { groups } = await this.#ask<{ groups: readonly { rules: readonly { health: string; lastError?: string }[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules.map(({ health, lastError }) => lastError || health));
  }

  async alerts(): Promise<readonly RaisedAlert[]> {
    return (await this.#ask<{ alerts: readonly RaisedAlert[] }>('alerts')).alerts;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
