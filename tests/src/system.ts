import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '@motcua/infra-nats';
import { eventually } from './client.ts';

const cli = fileURLToPath(new URL('../../infra/standalone/dist/bundled/cli.js', import.meta.url));

export interface SystemOptions {
  readonly dataDir?: string;
  readonly demo?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** Reachable by phones in the same network. */
  readonly lan?: boolean;
}

/** Until it is gone and whoever started it has heard of that. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The whole system as a person starts it: `motcua up` in a process of its own, with a real nats-server beside it. */
export class System {
  readonly dataDir: string;
  readonly port: number;
  readonly output: string[] = [];
  #child: ChildProcess | undefined;
  readonly #options: SystemOptions;
  readonly #ownsData: boolean;

  private constructor(options: SystemOptions, port: number) {
    this.#options = options;
    this.port = port;
    this.#ownsData = options.dataDir === undefined;
    this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'motcua-test-'));
  }

  /** One that is not started yet. */
  static async prepare(options: SystemOptions = {}): Promise<System> {
    return new System(options, options.port ?? (await freePort()));
  }

  static async start(options: SystemOptions = {}): Promise<System> {
    const system = await System.prepare(options);
    await system.start();
    return system;
  }

  /** The settings it is started with besides its own: whoever reads what it leaves needs them too. */
  get env(): Readonly<Record<string, string>> {
    return this.#options.env ?? {};
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the system is not running');
    return this.#child.pid;
  }

  /** The nats-server that `up` started; read anew each time, since it is restarted when it dies. */
  get natsPid(): number {
    return Number(readFileSync(join(this.dataDir, 'nats', 'nats-server.pid'), 'utf8'));
  }

  /** Kills nats-server and answers its pid when it is gone: one that waits for its disk just then is there, and answers, until the disk has. */
  async killNats(): Promise<number> {
    const victim = this.natsPid;
    process.kill(victim, 'SIGKILL');
    await eventually(
      () => isAlive(victim),
      (alive) => !alive,
    );
    return victim;
  }

  /** Starts the process and does not wait for anything. */
  spawn(): ChildProcess {
    const flags = [...(this.#options.demo ? [] : ['--no-demo']), ...(this.#options.lan ? ['--lan'] : [])];
    const child = spawn(process.execPath, ['--no-warnings', cli, 'up', '--data', this.dataDir, '--port', String(this.port), ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#options.env, MOTCUA_CALLED_FROM: '/' },
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.output.push(line));
    return child;
  }

  /** Resolves once the system says that it is ready; a process that ends before is an error with its output. */
  async start(): Promise<void> {
    const child = this.spawn();
    await new Promise<void>((resolve, reject) => {
      if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Ready') && resolve());
      child.on('exit', (code, signal) =>
        reject(new Error(`the system ended (${code ?? signal}) before it was ready:\n${this.output.slice(-40).join('\n')}`)),
      );
    });
  }

  /** Starts the process and resolves once it answers citizens, whatever is away behind it. */
  async startListening(): Promise<void> {
    const child = this.spawn();
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the system ended (${child.exitCode}):\n${this.output.slice(-40).join('\n')}`);
      const answer = await fetch(`${this.url}/livez`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends the process with a signal; resolves with its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const child = this.#child;
    if (child === undefined) throw new Error('the system is not running');
    this.#child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    child.kill(signal);
    const [code, by] = await exit;
    return code ?? by;
  }

  /** Whatever is left: the process, the nats-server of one that was killed, the folder. */
  async dispose(): Promise<void> {
    if (this.#child) await this.end('SIGTERM');
    this.#endOrphan();
    if (this.#ownsData && existsSync(this.dataDir)) rmSync(this.dataDir, { recursive: true, force: true });
  }

  #endOrphan(): void {
    const file = join(this.dataDir, 'nats', 'nats-server.pid');
    if (!existsSync(file)) return;
    const command = `/proc/${this.natsPid}/cmdline`;
    if (existsSync(command) && readFileSync(command, 'utf8').includes(this.dataDir)) process.kill(this.natsPid, 'SIGKILL');
  }
}

/** Runs one command of the command line with some settings; answers its exit code and what it printed. */
export const motcuaWith = async (
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, ['--no-warnings', cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, MOTCUA_CALLED_FROM: '/' },
  });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output: output.join('') };
};

export const motcua = (...args: string[]) => motcuaWith({}, ...args);
