import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ServiceName, services } from '@motcua/contracts';
import { type EmbeddedServer, freePort, startEmbeddedServer } from '@motcua/infra-nats';
import { type Running, type ServiceDefinition, startServices } from '@motcua/service-kit';
import { httpClient, natsServerBinary, publishDemoData } from '@motcua/standalone';
import { trialIssuer } from '@motcua/trial-issuer';
import { eventually } from './client.ts';
import { startPathProxy } from './path-proxy.ts';

type Environment = Readonly<Record<string, string>>;

export interface Instance {
  readonly service: ServiceName;
  readonly url: string;
  readonly process: ChildProcess;
  readonly output: string[];
  /** Settings besides those that all have. */
  readonly more?: Readonly<Record<string, string>>;
}

const hasEnded = ({ process: child }: Instance): boolean => child.exitCode !== null || child.signalCode !== null;

const endOf = async (instance: Instance, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> => {
  const child = instance.process;
  if (!hasEnded(instance)) {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
  return child.exitCode ?? child.signalCode;
};

const refuseEnded = (instance: Instance): void => {
  if (hasEnded(instance)) throw new Error(`${instance.service} ended: ${instance.output.join('').slice(-500)}`);
};

/** A start gives up a database server that has not answered within its five seconds, which on a full machine may be one that is well: a supervisor begins it anew. */
const wasTooEarly = (instance: Instance): boolean =>
  hasEnded(instance) && /could not start: [^\n]*(not to be reached|does not answer)[^\n]*\s*$/.test(instance.output.join(''));

/** `ready`, or why not. */
const readinessOf = async (instance: Instance): Promise<string> => {
  refuseEnded(instance);
  return fetch(`${instance.url}/readyz`).then(
    async (answer) => (answer.ok ? 'ready' : answer.text()),
    () => 'it does not listen',
  );
};
const untilReady = (instance: Instance): Promise<string> =>
  eventually(
    () => readinessOf(instance),
    (answer) => answer === 'ready',
    120_000,
  );

/** How the image starts Node (`Dockerfile`): flags, and what it sets besides `MOTCUA_…`. */
export const imageStart = {
  flags: ['--no-warnings', '--max-semi-space-size=16'],
  env: { NODE_ENV: 'production', MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' },
} as const;

/** This checkout. */
const ours = fileURLToPath(new URL('../..', import.meta.url));

/** Joined since decision 0046; an older checkout has it in many files. */
const programIn = (folder: string): string =>
  ['dist/bundled/main.js', 'dist/main.js'].find((file) => existsSync(join(folder, file))) ?? 'dist/bundled/main.js';

/** What `npm run start -w services/<name>` runs, in the service's own folder, as the image starts it. */
const spawnService = (checkout: string, service: ServiceName, port: number, env: Environment): Instance => {
  const cwd = join(checkout, 'services', service);
  const child = spawn(process.execPath, [...imageStart.flags, programIn(cwd)], {
    cwd,
    env: { ...imageStart.env, ...env, MOTCUA_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  return { service, url: `http://127.0.0.1:${port}`, process: child, output };
};

/**
 * The services as a province splits them: processes of their own, each service with its own credential and its own data folder, beside one
 * nats-server and behind one proxy that routes by path. The trial issuer, no service of ours, and the proxy run in the process that starts it.
 */
export class SplitSystem {
  readonly url: string;
  /** All folders together by links, as the command line and the oracles know them. */
  readonly dataDir: string;
  readonly instances: Instance[] = [];
  readonly #root: string;
  readonly #nats: EmbeddedServer;
  readonly #issuer: Running;
  readonly #proxy: { close(): Promise<void> };

  readonly #env: Environment;
  /** Where the programs are started from: another checkout, built, for another version of them. */
  #checkout = ours;
  #ending: Promise<void> | undefined;

  private constructor(
    root: string,
    env: Environment,
    port: number,
    nats: EmbeddedServer,
    issuer: Running,
    proxy: { close(): Promise<void> },
  ) {
    this.#root = root;
    this.#env = env;
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = join(root, 'all');
    this.#nats = nats;
    this.#issuer = issuer;
    this.#proxy = proxy;
  }

  /** Everything beside the services: folders, nats-server, issuer, proxy. */
  static async prepare(env: Environment = {}): Promise<SplitSystem> {
    const root = mkdtempSync(join(tmpdir(), 'motcua-split-'));
    const all = join(root, 'all');
    mkdirSync(all, { mode: 0o700 });
    for (const service of services) symlinkSync(join(root, service, service), join(all, service));
    symlinkSync(join(root, 'notify', 'simulator'), join(all, 'simulator'));
    symlinkSync(join(root, 'intake', 'erasures'), join(all, 'erasures'));
    const binary = process.env['MOTCUA_NATS_SERVER'] ?? (await natsServerBinary(join(root, 'bin'), () => undefined));
    const nats = await startEmbeddedServer({ dir: join(all, 'nats'), binary, say: () => undefined });
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const issuerEnv = { MOTCUA_DATA: root, MOTCUA_OIDC_ISSUER: `${publicUrl}/oidc`, MOTCUA_ENV: 'trial' };
    const issuer = await startServices([{ definition: trialIssuer as ServiceDefinition, env: issuerEnv }], {
      port: 0,
      publicUrl,
      logLevel: 'silent',
      quietShare: 0, // whoever measures from this thread must not be stopped by a collection of it
    });
    const proxy = await startPathProxy(port, (service) => system.upstreams(service));
    const system = new SplitSystem(root, env, port, nats, issuer, proxy);
    return system;
  }

  /** So many instances of each service, the first ones alone on empty folders, ready, with the demo data published; `env`: more settings for all of them; `checkout`: of another version, built. */
  static async start(instancesOfEach: number, env: Environment = {}, checkout = ours): Promise<SplitSystem> {
    const system = await SplitSystem.prepare(env);
    system.#checkout = checkout;
    await system.begin(instancesOfEach);
    return system;
  }

  /** What `start` does once all beside the services is there. Where they do not become ready, all of it is ended. */
  async begin(instancesOfEach: number): Promise<void> {
    try {
      for (let nth = 0; nth < instancesOfEach; nth += 1) {
        await Promise.all(services.map((service) => this.startInstance(service)));
        await this.everyoneAnswers();
      }
      await this.publish();
      await this.untilReady();
    } catch (error) {
      const outputs = this.instances.map(({ service, output }) => `${service}: ${output.join('').slice(-1_500)}`);
      await this.dispose();
      throw new Error(`the services did not become ready:\n${outputs.join('\n')}`, { cause: error });
    }
  }

  /** Publishes the demo data of the version that is started now. */
  async publish(): Promise<void> {
    type Published = { readonly publishDemoData: typeof publishDemoData; readonly httpClient: typeof httpClient };
    const file = join(this.#checkout, 'infra/standalone/dist/index.js');
    const theirs = this.#checkout === ours ? { publishDemoData, httpClient } : ((await import(pathToFileURL(file).href)) as Published);
    await theirs.publishDemoData(theirs.httpClient(this.url), () => undefined);
  }

  /** What is started from now on is of this checkout. */
  upgrade(): void {
    this.#checkout = ours;
  }

  /** `more`: settings besides those that all have. */
  async startInstance(service: ServiceName, more: Readonly<Record<string, string>> = {}): Promise<Instance> {
    const instance = await this.#spawn(service, more);
    this.instances.push(instance);
    return instance;
  }

  async #spawn(service: ServiceName, more: Readonly<Record<string, string>>): Promise<Instance> {
    const port = await freePort();
    if (this.#ending) throw new Error('the system is being ended');
    const instance = spawnService(this.#checkout, service, port, {
      ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }),
      MOTCUA_ENV: 'trial',
      MOTCUA_DATA: join(this.#root, service),
      MOTCUA_NATS_URL: this.#nats.url,
      MOTCUA_NATS_USER: service,
      MOTCUA_NATS_PASSWORD: this.#nats.credentials[service],
      MOTCUA_PUBLIC_URL: this.url,
      MOTCUA_OIDC_ISSUER: `${this.url}/oidc`,
      MOTCUA_TRUST_PROXY: '127.0.0.1',
      MOTCUA_LOG_LEVEL: process.env['MOTCUA_LOG_LEVEL'] ?? 'warn',
      ...this.#env,
      ...more,
    });
    return { ...instance, more };
  }

  async #beginAnew({ service, more = {}, output }: Instance): Promise<Instance> {
    process.stderr.write(`${service} is begun anew: ${output.join('').slice(-300)}\n`);
    const instance = await this.#spawn(service, more);
    instance.output.unshift(...output);
    return instance;
  }

  alive(service: string): readonly string[] {
    return this.instances.filter((one) => one.service === service && !hasEnded(one)).map(({ url }) => url);
  }

  /** Where the proxy sends what a service answers (as `serviceOf` names it), the issuer's paths too. */
  upstreams(service: string): readonly string[] {
    return service === 'trial-issuer' ? [this.#issuer.url] : this.alive(service);
  }

  /** Of every process that is alive: the services' and nats-server's. */
  get pids(): readonly number[] {
    const nats = Number(readFileSync(join(this.dataDir, 'nats', 'nats-server.pid'), 'utf8'));
    const alive = this.instances.filter((one) => !hasEnded(one));
    return [nats, ...alive.flatMap((one) => one.process.pid ?? [])];
  }

  async untilReady(): Promise<void> {
    await eventually(
      () => fetch(`${this.url}/readyz`),
      ({ status }) => status === 200,
      60_000,
    );
  }

  /** Every instance that was started is alive, be it after another start; rejects where one has ended otherwise. */
  async everyoneAnswers(): Promise<void> {
    const answers = async (nth: number): Promise<boolean> => {
      const last = this.instances[nth] as Instance;
      const instance = wasTooEarly(last) ? await this.#beginAnew(last) : last;
      this.instances[nth] = instance;
      refuseEnded(instance);
      return fetch(`${instance.url}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    await Promise.all(this.instances.map((_, nth) => eventually(() => answers(nth), Boolean, 120_000)));
  }

  /** Kills one instance and answers its pid when it is gone; another one takes its place when it is started. */
  async kill(service: ServiceName): Promise<number> {
    const victim = this.instances.find((one) => one.service === service && !hasEnded(one));
    if (victim?.process.pid === undefined) throw new Error(`no ${service} is running`);
    if ((await endOf(victim, 'SIGKILL')) !== 'SIGKILL') throw new Error(`this ${service} had ended by itself`);
    this.instances.splice(this.instances.indexOf(victim), 1);
    return victim.process.pid;
  }

  /** Kills nats-server and answers its pid when another one has been started in its place. */
  async killNats(): Promise<number> {
    const pid = (): number => Number(readFileSync(join(this.dataDir, 'nats', 'nats-server.pid'), 'utf8'));
    const victim = pid();
    process.kill(victim, 'SIGKILL');
    await eventually(pid, (now) => now > 0 && now !== victim);
    return victim;
  }

  /** Ends every instance of a service and starts one, with other settings; ready when it resolves. */
  async restart(service: ServiceName, more: Readonly<Record<string, string>>): Promise<void> {
    for (const old of this.instances.filter((one) => one.service === service)) {
      await endOf(old, 'SIGTERM');
      this.instances.splice(this.instances.indexOf(old), 1);
    }
    const fresh = await this.startInstance(service, more);
    await untilReady(fresh);
  }

  /**
   * As a supervisor upgrades a service: one instance after the other is taken out of the proxy, then ended, and another one takes its place and is ready before
   * the next. Answers their exit codes.
   */
  async restartInTurn(service: ServiceName): Promise<readonly (number | NodeJS.Signals | null)[]> {
    const codes: (number | NodeJS.Signals | null)[] = [];
    for (const old of this.instances.filter((one) => one.service === service)) {
      this.instances.splice(this.instances.indexOf(old), 1);
      codes.push(await endOf(old, 'SIGTERM'));
      const fresh = await this.startInstance(service);
      await untilReady(fresh);
    }
    return codes;
  }

  /** Ends every process of every service; answers how each ended. */
  async end(signal: NodeJS.Signals): Promise<readonly (number | NodeJS.Signals | null)[]> {
    return Promise.all(this.instances.map((one) => endOf(one, signal)));
  }

  /** Ends everything, once; nothing starts any more from then on. */
  dispose(): Promise<void> {
    this.#ending ??= this.#endEverything();
    return this.#ending;
  }

  async #endEverything(): Promise<void> {
    await this.end('SIGTERM');
    await this.#proxy.close();
    await this.#issuer.stop();
    await this.#nats.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
