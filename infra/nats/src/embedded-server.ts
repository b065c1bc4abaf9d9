import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type TailSettings, tailMemory } from '@motcua/bus-nats';
import { type Credentials, credentialsIn } from './credentials.ts';
import { HealthProbe } from './health-probe.ts';
import { endOrphan } from './orphan.ts';
import { freePort, isFree, isLeftByKernel } from './ports.ts';
import { serverConfig } from './server-config.ts';
import { refuseOldServer, versionOf } from './server-version.ts';

/** Go collects its garbage harder as it comes near; no limit that anything fails at. Tails in memory stay, and come on top. */
const softMemoryLimit = (settings: TailSettings): string => `${112 * 1024 * 1024 + tailMemory(settings)}B`;
/** Its heap is collected when it has grown by a quarter, not to twice its size: it is small, and so is what that costs. */
const garbagePercent = '25';
/** It shares the machine with the services. On two processors a second one spends more on waking and searching than it takes off the first. */
const processors = String(Math.max(1, Math.floor(availableParallelism() / 2)));

export interface EmbeddedServerOptions extends TailSettings {
  /** Keeps configuration, credentials, pid and the JetStream store. */
  readonly dir: string;
  readonly binary: string;
  /** What happens to the server, for the operator's log. */
  readonly say: (line: string) => void;
  /** The streams that lie there cannot become what is declared without losing messages; default: it is only said. */
  readonly onRefused?: (error: Error) => void;
}

export interface EmbeddedServer {
  /** Stays the same over restarts, so that clients find it again. */
  readonly url: string;
  readonly credentials: Credentials;
  /** True from the first answered probe on, false while it is away. */
  isUp(): boolean;
  stop(): Promise<void>;
}

const probeEveryMs = 1_000;
const probeTimeoutMs = 2_000;
/** So long without an answered probe, counted from its start, means that it sticks. A large store takes its time to open. */
const stuckAfterMs = 8_000;
const shortestPauseMs = 100;
/** One that lived so long and answered has served; one that ends sooner may do so every time. */
const servedAfterMs = 1_500;
const longestPauseMs = 5_000;

const keptPort = async (file: string): Promise<number> => {
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  const port = Number.isInteger(kept) && isLeftByKernel(kept) && (await isFree(kept)) ? kept : await freePort();
  writeFileSync(file, String(port));
  return port;
};

class Supervisor implements EmbeddedServer {
  readonly url: string;
  readonly credentials: Credentials;
  readonly #options: EmbeddedServerOptions;
  readonly #configFile: string;
  readonly #configure: () => Promise<void>;
  readonly #probe: HealthProbe;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #up = false;
  #answeredAt = 0;
  #hasAnswered = false;
  #pauseMs = shortestPauseMs;
  #running: Promise<void> = Promise.resolve();
  #probing: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedServerOptions, port: number, credentials: Credentials, configFile: string, configure: () => Promise<void>) {
    this.#options = options;
    this.url = `nats://127.0.0.1:${port}`;
    this.credentials = credentials;
    this.#configFile = configFile;
    this.#configure = configure;
    const refused = options.onRefused ?? ((error: Error) => options.say(error.message));
    this.#probe = new HealthProbe(this.url, credentials.operator, options, refused);
  }

  isUp(): boolean {
    return this.#up;
  }

  begin(): void {
    this.#running = this.#keepRunning();
    this.#probing = this.#keepProbing();
  }

  /** False where the disk is full, say: it is tried again in a while. */
  async #configured(): Promise<boolean> {
    try {
      await this.#configure();
      return true;
    } catch (error) {
      this.#options.say(`nats-server cannot be configured (${error instanceof Error ? error.message : 'unknown'}); trying again`);
      await this.#pause(longestPauseMs);
      return false;
    }
  }

  /** Starts it again whenever it ends: soon where it had served, with a growing pause while it ends before it has answered anybody, or right after. */
  async #keepRunning(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (!(await this.#configured()) || this.#stopping.signal.aborted) continue;
      const child = spawn(this.#options.binary, ['-c', this.#configFile], {
        stdio: 'ignore',
        detached: true,
        env: { GOMEMLIMIT: softMemoryLimit(this.#options), GOGC: garbagePercent, GOMAXPROCS: processors, ...process.env },
      });
      this.#child = child;
      this.#answeredAt = Date.now();
      this.#hasAnswered = false;
      const began = Date.now();
      const code = await new Promise<string>((resolve) => {
        child.once('exit', (exit, signal) => resolve(String(exit ?? signal)));
        child.once('error', (error) => resolve(error.message));
      });
      this.#child = undefined;
      this.#up = false;
      if (this.#stopping.signal.aborted) return;
      this.#pauseMs =
        this.#hasAnswered && Date.now() - began > servedAfterMs ? shortestPauseMs : Math.min(longestPauseMs, this.#pauseMs * 2);
      this.#options.say(`nats-server ended (${code}); starting it again`);
      await this.#pause(this.#pauseMs);
    }
  }

  async #keepProbing(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#probe.check(probeTimeoutMs);
        this.#answeredAt = Date.now();
        this.#hasAnswered = true;
        this.#up = true;
      } catch {
        this.#up = false;
        await this.#probe.close().catch(() => undefined);
        if (Date.now() - this.#answeredAt > stuckAfterMs) this.#kill();
      }
      await this.#pause(this.#up ? probeEveryMs : 100);
    }
    await this.#probe.close().catch(() => undefined);
  }

  #kill(): void {
    if (!this.#child) return;
    this.#answeredAt = Date.now();
    this.#options.say('nats-server does not answer; ending it');
    this.#child.kill('SIGKILL');
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#probing;
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 4_000);
      await exit;
      clearTimeout(late);
    }
    await this.#running;
    rmSync(join(this.#options.dir, 'nats-server.pid'), { force: true });
  }
}

/**
 * A real nats-server beside the services, on loopback, restarted when it dies or sticks. Resolves at once: it may well be away for a while,
 * and no state of the bus refuses a citizen. Only a binary that says it is too old is refused: it would never come.
 */
export const startEmbeddedServer = async (options: EmbeddedServerOptions): Promise<EmbeddedServer> => {
  await refuseOldServer(options.binary);
  mkdirSync(join(options.dir, 'jetstream'), { recursive: true, mode: 0o700 });
  const [configFile, pidFile] = [join(options.dir, 'nats-server.conf'), join(options.dir, 'nats-server.pid')];
  await endOrphan(pidFile, configFile);
  const credentials = credentialsIn(join(options.dir, 'credentials.json'));
  const port = await keptPort(join(options.dir, 'port'));
  const storeDir = join(options.dir, 'jetstream');
  // At each start of the server: another version may lie there by then, and another program may listen where it was to be watched.
  const configure = async (): Promise<void> => {
    const version = await versionOf(options.binary);
    const monitorPort = await freePort();
    // What a power cut takes from the tail of a server of one, the relays write again from the logs, which are always synced.
    const memory = tailMemory(options);
    const settings = { version, port, monitorPort, storeDir, pidFile, memory, syncEach: false, access: { passwords: credentials } };
    writeFileSync(configFile, serverConfig(settings), {
      mode: 0o600,
    });
  };
  const supervisor = new Supervisor(options, port, credentials, configFile, configure);
  supervisor.begin();
  return supervisor;
};
