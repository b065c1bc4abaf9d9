import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addAssetRoutes } from './asset-routes.ts';
import { BadConfiguration, configOf, type Environment, loopback } from './config.ts';
import { createRimAdapter, type RimSettings } from './fastify-app.ts';
import { addHealthRoutes } from './health.ts';
import { collectInQuiet } from './heap.ts';
import { type Identity, oidcIdentity } from './identity.ts';
import { failureFields, type LogLevel } from './logger.ts';
import { controllersOf, routesOf } from './module-walk.ts';
import { addOpenApiRoutes } from './openapi-routes.ts';
import { type Networks, networksOf } from './peer-address.ts';
import { createRim, type PageProblem } from './rim.ts';
import type { Logger, OpenService, ServiceDefinition } from './service.ts';
import { stopServices } from './shutdown.ts';
import { openThreadHost, type ThreadHost, type ThreadHostOptions } from './thread-host.ts';
import { claimHandlers } from './transports.ts';

/** A service to start, with the environment it is configured from. */
export interface ServiceToStart {
  readonly definition: ServiceDefinition;
  readonly env: Environment;
}

export interface StartOptions extends Omit<RimSettings, 'publicUrl'>, Pick<ThreadHostOptions, 'thread' | 'follows' | 'telemetry'> {
  /** 0: any free port. */
  readonly port: number;
  readonly host?: string;
  /** Default: where it listens. */
  readonly publicUrl?: string;
  /** Default: the first `MOTCUA_OIDC_ISSUER` of the list; without one no bearer token is valid. */
  readonly oidcIssuer?: string;
  /** Instead of an issuer, for tests. */
  readonly identity?: Identity;
  readonly logger?: Logger;
  readonly logLevel?: LogLevel;
  readonly pageProblem?: PageProblem;
  /** Below this share of its time (0 to 1) the thread is quiet enough to be collected, see `collectInQuiet`. */
  readonly quietShare?: number;
}

export interface Running {
  /** `http://host:port`, where it really listens. */
  readonly url: string;
  /** Drains for at most 10 s, then closes everything. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

export interface Opened {
  readonly name: string;
  readonly service: OpenService;
}

const rootOf = (opened: readonly Opened[]): DynamicModule => {
  class RootModule {}
  return { module: RootModule, imports: opened.map(({ service }) => service.module as DynamicModule | Type) };
};

const configsOf = (list: readonly ServiceToStart[]): unknown[] => {
  const problems: string[] = [];
  const configs = list.map(({ definition, env }) => {
    try {
      return configOf(definition, env);
    } catch (error) {
      if (!(error instanceof BadConfiguration)) throw error;
      for (const line of error.problems) if (!problems.includes(line)) problems.push(line);
      return undefined;
    }
  });
  if (problems.length > 0) throw new BadConfiguration(problems);
  return configs;
};

const openAll = async (list: readonly ServiceToStart[], host: ThreadHost): Promise<Opened[]> => {
  const configs = configsOf(list);
  const opened: Opened[] = [];
  try {
    for (const [index, { definition }] of list.entries()) {
      const { name } = definition;
      opened.push({ name, service: await definition.open(configs[index], host.of(name)) });
    }
    return opened;
  } catch (error) {
    // What opened already holds files and connections.
    await Promise.allSettled(opened.map(({ service }) => service.stop()));
    throw error;
  }
};

const identityOf = (list: readonly ServiceToStart[], options: StartOptions): Identity | undefined => {
  if (options.identity) return options.identity;
  const issuer = options.oidcIssuer ?? list.map(({ env }) => env.MOTCUA_OIDC_ISSUER).find((found) => found !== undefined && found !== '');
  return issuer === undefined ? undefined : oidcIdentity(issuer);
};

const operatorsOf = ({ operatorNetworks = loopback }: StartOptions): Networks => {
  const networks = networksOf(operatorNetworks);
  if (!networks) throw new BadConfiguration(['MOTCUA_OPERATOR_NETWORKS: not addresses or networks']);
  return networks;
};

const listen = async (app: NestFastifyApplication, options: StartOptions): Promise<string> => {
  const host = options.host ?? '127.0.0.1';
  await app.listen({ port: options.port, host });
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
};

/** One Nest/Fastify application from any number of services. Rejects with `BadConfiguration`, or with what failed, after closing what was open. */
export const startServices = async (list: readonly ServiceToStart[], options: StartOptions): Promise<Running> => {
  const publicUrl = (options.publicUrl ?? `http://${options.host ?? '127.0.0.1'}:${options.port}`).replace(/\/$/, '');
  const host = await openThreadHost({ ...options, publicUrl, name: list.length === 1 ? (list[0]?.definition.name ?? 'motcua') : 'motcua' });
  const { logger, metrics, telemetry } = host;
  const opened = await openAll(list, host).catch(async (error: unknown) => {
    await host.close();
    throw error;
  });
  const stopCollecting = collectInQuiet({
    // Not `options.follows`: a thread may write where it runs and still be waited for.
    deferrable: list.every(({ definition }) => definition.follows === true),
    ...(options.quietShare === undefined ? {} : { quietShare: options.quietShare }),
  });
  const stopping = new AbortController();
  let app: NestFastifyApplication | undefined;
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopCollecting();
    ended ??= stopServices(app, opened, stopping, logger).finally(() => host.close());
    return ended;
  };
  try {
    const page = options.pageProblem ?? opened.map(({ service }) => service.pageProblem).find((found) => found !== undefined);
    const rim = createRim(logger, stopping.signal, () => page);
    const adapter = await createRimAdapter(rim, identityOf(list, options), metrics, { ...options, publicUrl }, telemetry);
    const fastify = adapter.getInstance();
    for (const { service } of opened) service.mount?.(fastify as never);
    app = await NestFactory.create<NestFastifyApplication>(rootOf(opened), adapter, {
      bodyParser: false,
      logger: false,
      abortOnError: false,
    });
    const described = opened.map(({ name, service }) => ({ name, service, controllers: controllersOf(service.module) }));
    // All are claimed before any is connected: an unclaimed handler goes to every strategy.
    const strategies = described.flatMap(({ name, service, controllers }) => claimHandlers(name, controllers, service.strategies));
    for (const strategy of strategies) app.connectMicroservice({ strategy }, { inheritAppConfig: false });
    addAssetRoutes(fastify as never, opened, stopping.signal);
    addHealthRoutes(fastify as never, opened, metrics, {
      stopping: stopping.signal,
      operators: operatorsOf(options),
    });
    addOpenApiRoutes(
      fastify as never,
      described.map(({ controllers, ...one }) => ({ ...one, routes: routesOf(controllers) })),
      publicUrl,
    );
    const url = await listen(app, options);
    await app.startAllMicroservices();
    await Promise.all(opened.map(({ service }) => service.start()));
    return { url, stop };
  } catch (error) {
    logger.error('could not start', failureFields(error));
    await stop();
    throw error;
  }
};
