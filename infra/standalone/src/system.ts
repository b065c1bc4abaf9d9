import { join } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import { type EmbeddedServer, startEmbeddedServer } from '@motcua/infra-nats';
import { intakeService } from '@motcua/intake';
import { notifyService } from '@motcua/notify';
import { type LogLevel, type Running, type ServiceDefinition, startServices } from '@motcua/service-kit';
import { trackingService } from '@motcua/tracking';
import { trialIssuer } from '@motcua/trial-issuer';
import { workflowService } from '@motcua/workflow';

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
  /** Settings of single services are passed on (`MOTCUA_NOTIFY_…`). */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

export interface System {
  readonly url: string;
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
  MOTCUA_PUBLIC_URL: options.publicUrl,
  MOTCUA_OIDC_ISSUER: options.issuer,
});

const definitions = { intake: intakeService, workflow: workflowService, notify: notifyService, tracking: trackingService } as const;

/** How large each stream may grow: a tail that is too small only costs speed, since the log serves what it lacks. */
const tailSizes = ({ MOTCUA_NATS_TAIL_BYTES: bytes }: Environment): { tailBytes?: number } => {
  if (bytes === undefined) return {};
  if (!/^[1-9]\d{3,11}$/.test(bytes)) throw new Error(`MOTCUA_NATS_TAIL_BYTES is not a number of bytes from 1000 on: ${bytes}`);
  return { tailBytes: Number(bytes) };
};

/** The four services and the trial issuer in this process, beside a real nats-server. Rejects after closing what was open. */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const nats = await startEmbeddedServer({
    dir: join(options.dataDir, 'nats'),
    binary: options.natsBinary,
    say: options.say,
    ...tailSizes(options.env),
  });
  let services: Running;
  try {
    const issuer = {
      definition: trialIssuer as ServiceDefinition,
      env: { MOTCUA_DATA: options.dataDir, MOTCUA_OIDC_ISSUER: options.issuer, MOTCUA_ENV: options.env['MOTCUA_ENV'] },
    };
    const four = (Object.keys(definitions) as ServiceName[]).map((name) => ({
      definition: definitions[name] as ServiceDefinition,
      env: environmentOf(options, nats, name),
    }));
    services = await startServices([issuer, ...four], {
      port: options.port,
      host: options.host,
      publicUrl: options.publicUrl,
      oidcIssuer: options.issuer,
      logLevel: options.logLevel,
    });
  } catch (error) {
    await nats.stop();
    throw error;
  }
  return {
    url: services.url,
    stop: async () => {
      await services.stop();
      await nats.stop();
    },
  };
};
