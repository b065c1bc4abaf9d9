import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type LogLevel, parseEnvironment, refuseFolder, rimConfig } from '@motcua/service-kit';
import { z } from 'zod';
import { folder, optionsOf, portNumber, UsageError } from '../arguments.ts';
import { claimDataFolder, runningOn } from '../data-folder.ts';
import { type HttpClient, httpClient } from '../http-client.ts';
import { natsServerBinary } from '../nats-binary.ts';
import { lanAddress } from '../network.ts';
import { playDemo } from '../play-demo.ts';
import { print } from '../print.ts';
import { publishDemoData } from '../publish.ts';
import { type System, startSystem } from '../system.ts';
import { welcome } from '../welcome.ts';

interface UpOptions {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly issuer: string;
  readonly demo: boolean;
  readonly fresh: boolean;
}

const Rim = z.object({
  MOTCUA_OPERATOR_NETWORKS: rimConfig.MOTCUA_OPERATOR_NETWORKS,
  MOTCUA_TRUST_PROXY: rimConfig.MOTCUA_TRUST_PROXY,
});

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
const logLevel = (): LogLevel => logLevels.find((level) => level === process.env['MOTCUA_LOG_LEVEL']) ?? 'warn';

const upOptions = (args: readonly string[]): UpOptions => {
  const { values } = optionsOf(args, {
    port: { type: 'string' },
    lan: { type: 'boolean' },
    fresh: { type: 'boolean' },
    'no-demo': { type: 'boolean' },
  });
  const port = portNumber(values.port, 8080);
  if (port === 0) throw new UsageError('--port needs a port that stays the same: QR codes carry it');
  const address = values.lan ? lanAddress() : '127.0.0.1';
  if (address === undefined) throw new UsageError('--lan: this machine has no address that phones could reach');
  return {
    dataDir: folder(values.data, '.motcua'),
    host: values.lan ? '0.0.0.0' : '127.0.0.1',
    port,
    publicUrl: (process.env['MOTCUA_PUBLIC_URL'] ?? `http://${address}:${port}`).replace(/\/$/, ''),
    issuer: `http://${address}:${port}/oidc`,
    demo: !values['no-demo'],
    fresh: values.fresh ?? false,
  };
};

/** 200 of `/readyz`; while the bus is away it stays 503, and citizens are served all the same. */
const untilReady = async (http: HttpClient, signal: AbortSignal, withinMs: number): Promise<boolean> => {
  const end = Date.now() + withinMs;
  while (!signal.aborted && Date.now() < end) {
    if ((await http.call('GET', '/readyz').catch(() => undefined))?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
};

/** Resolves at the first signal; a second one ends the process at once. */
const untilSignal = (): { stopped: Promise<void>; signal: AbortSignal } => {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    const stop = (): void => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', stop);
  });
  return { stopped, signal: stopping.signal };
};

const fill = async (options: UpOptions, url: string, signal: AbortSignal, began: number): Promise<void> => {
  const http = httpClient(url);
  await publishDemoData(http, print);
  if (!(await untilReady(http, signal, 15_000)) && !signal.aborted)
    print('Not everything is ready yet (see /readyz); citizens are served, the rest follows.');
  const demo = options.demo && !signal.aborted ? await playDemo(http, options.dataDir, print) : [];
  if (!signal.aborted) await welcome(url, options.publicUrl, demo, performance.now() - began);
};

const serve = async (options: UpOptions, began: number): Promise<number> => {
  const { MOTCUA_OPERATOR_NETWORKS: operatorNetworks, MOTCUA_TRUST_PROXY: trustProxy } = parseEnvironment(Rim, process.env);
  const { stopped, signal } = untilSignal();
  const natsBinary = process.env['MOTCUA_NATS_SERVER'] ?? (await natsServerBinary(join(homedir(), '.cache', 'motcua'), print));
  print(`Starting four services and a nats-server on ${options.dataDir} …`);
  const system: System = await startSystem({
    ...options,
    natsBinary,
    logLevel: logLevel(),
    operatorNetworks,
    trustProxy,
    env: { MOTCUA_ENV: 'trial', ...process.env },
    say: print,
  });
  const refused = system.refused.then((error) => Promise.reject(error));
  try {
    await Promise.race([fill(options, system.url, signal, began), stopped, refused]);
    await Promise.race([stopped, refused]);
  } finally {
    print('\nStopping …');
    await system.stop();
    print('Stopped.');
  }
  return 0;
};

/** `up`: everything on one port, until Ctrl-C or SIGTERM. */
export const up = async (args: readonly string[]): Promise<number> => {
  const began = performance.now();
  const options = upOptions(args);
  const other = runningOn(options.dataDir);
  if (other) throw new Error(`${options.dataDir} is in use by the running system with pid ${other.pid} (${other.url})`);
  if (options.fresh) rmSync(options.dataDir, { recursive: true, force: true });
  await refuseFolder(options.dataDir);
  const release = claimDataFolder(options.dataDir, `http://127.0.0.1:${options.port}`);
  try {
    return await serve(options, began);
  } finally {
    release();
  }
};
