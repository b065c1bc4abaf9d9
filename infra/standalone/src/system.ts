import { join } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import { type EmbeddedServer, startEmbeddedServer } from '@motcua/infra-nats';
import { intakeService } from '@motcua/intake';
import {
  helpersNiceness,
  type LogLevel,
  type Running,
  type ServiceDefinition,
  type ServiceToStart,
  startServices,
  v8HelpersGiveWay,
} from '@motcua/service-kit';
import { lookUps } from '@motcua/tracking';
import { trialIssuer } from '@motcua/trial-issuer';
import { workflowService } from '@motcua/workflow';
import { reactorsDoor } from './reactors-door.ts';
import { type ReactorsThread, startReactors } from './reactors-thread.ts';
import { type StatusesThread, startStatuses } from './statuses-thread.ts';
import { tailsBesideServices } from './tail-settings.ts';

export interface SystemOptions {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** What QR codes and links carry. */
  readonly publicUrl: string;
  /** Where this process reaches its own issuer. */
  readonly issuer: string;
  readonly natsBinary: string;
  readonly logLevel: LogLevel;
  /** Who may read `/metrics` and the details of `/readyz`, comma-separated. */
  readonly operatorNetworks: string;
  /** The reverse proxies in front, comma-separated; without it nobody's `X-Forwarded-For` is believed. */
  readonly trustProxy?: string | undefined;
  /** Settings of single services are passed on (`MOTCUA_NOTIFY_…`). */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

export interface System {
  readonly url: string;
  /** Resolves where the bus cannot be used as configured; citizens are served until somebody stops the system. */
  readonly refused: Promise<Error>;
  /** HTTP drains, services close, then the nats-server ends: at most 10 s. */
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Each service gets its own credential, as it would on a host of its own. */
const environmentOf = (options: SystemOptions, nats: EmbeddedServer, service: ServiceName): Environment => ({
  ...options.env,
  MOTCUA_DATA: options.dataDir,
  MOTCUA_NATS_URL: nats.url,
  MOTCUA_NATS_USER: service,
  MOTCUA_NATS_PASSWORD: nats.credentials[service],
  MOTCUA_NATS_TAIL_STORAGE: tailsBesideServices(options.env).tailStorage,
  MOTCUA_NATS_TAIL_REPLICAS: '1',
  MOTCUA_PUBLIC_URL: options.publicUrl,
  MOTCUA_OIDC_ISSUER: options.issuer,
});

interface Threads {
  readonly statuses: StatusesThread;
  readonly reactors: ReactorsThread;
}

const startThreads = (options: SystemOptions, nats: EmbeddedServer): Threads => {
  const { publicUrl, logLevel, issuer: oidcIssuer, operatorNetworks } = options;
  const env = { tracking: environmentOf(options, nats, 'tracking'), notify: environmentOf(options, nats, 'notify') };
  const statuses = startStatuses({ env: env.tracking, publicUrl, logLevel });
  const reactors = startReactors({ env, statuses: statuses.other, publicUrl, logLevel, oidcIssuer, operatorNetworks });
  return { statuses, reactors };
};

/** Here: who is asked. Intake and workflow whole, and the look-ups of tracking; the way to the reactors is opened last, since they take their time to start. */
const servicesHere = (options: SystemOptions, nats: EmbeddedServer, { statuses, reactors }: Threads): readonly ServiceToStart[] => {
  const issuer = { MOTCUA_DATA: options.dataDir, MOTCUA_OIDC_ISSUER: options.issuer, MOTCUA_ENV: options.env['MOTCUA_ENV'] };
  return [
    { definition: trialIssuer as ServiceDefinition, env: issuer },
    { definition: intakeService as ServiceDefinition, env: environmentOf(options, nats, 'intake') },
    { definition: workflowService as ServiceDefinition, env: environmentOf(options, nats, 'workflow') },
    { definition: lookUps(statuses.shared) as ServiceDefinition, env: environmentOf(options, nats, 'tracking') },
    { definition: reactorsDoor(reactors) as ServiceDefinition, env: {} },
  ];
};

/** The four services and the trial issuer in this process, beside a real nats-server. Rejects after closing what was open. */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  v8HelpersGiveWay(helpersNiceness);
  const refusal = Promise.withResolvers<Error>();
  const nats = await startEmbeddedServer({
    dir: join(options.dataDir, 'nats'),
    binary: options.natsBinary,
    say: options.say,
    onRefused: refusal.resolve,
    ...tailsBesideServices(options.env),
  });
  const threads = startThreads(options, nats);
  let services: Running;
  try {
    services = await startServices(servicesHere(options, nats, threads), {
      port: options.port,
      host: options.host,
      publicUrl: options.publicUrl,
      oidcIssuer: options.issuer,
      logLevel: options.logLevel,
      operatorNetworks: options.operatorNetworks,
      ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
      thread: 'main',
      telemetry: options.env,
    });
  } catch (error) {
    await Promise.allSettled([threads.reactors.stop(), threads.statuses.stop()]);
    await nats.stop();
    throw error;
  }
  return {
    url: services.url,
    refused: refusal.promise,
    stop: async () => {
      // With the services the reactors end, who hear of the statuses.
      try {
        await services.stop();
        await threads.statuses.stop();
      } finally {
        await nats.stop();
      }
    },
  };
};
