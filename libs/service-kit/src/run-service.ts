import { join } from 'node:path';
import { isClockBehind } from '@motcua/es';
import { z } from 'zod';
import { BadConfiguration, configOf, configTable, type Environment, parseEnvironment, rimConfig, serviceConfig } from './config.ts';
import { boundHeaps } from './heap.ts';
import { createLogger, failureFields } from './logger.ts';
import { helpersNiceness, niceness, processGivesWay, v8HelpersGiveWay } from './niceness.ts';
import { refuseFolder, refusePort } from './refuse-place.ts';
import type { Logger, ServiceDefinition } from './service.ts';
import { type Running, startServices } from './start-services.ts';

const Rim = z.object({
  ...rimConfig,
  MOTCUA_DATA: serviceConfig.MOTCUA_DATA,
  MOTCUA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
});

/** Ends the process on a signal (0, or 1 when stopping fails) and on any error nobody caught (1). */
export const endWith = (running: Running, logger: Logger): void => {
  const end = (code: number): void => {
    running.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        logger.error('could not stop', failureFields(error));
        process.exit(1);
      },
    );
    setTimeout(() => process.exit(1), 10_000).unref();
  };
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
};

/** A state nobody foresaw is not worked on with: log, and let the supervisor start again. */
export const exitOnUncaught = (logger: Logger): void => {
  const fatal = (message: string) => (error: unknown) => {
    logger.error(message, failureFields(error));
    process.exit(1);
  };
  process.on('uncaughtException', fatal('uncaught exception'));
  process.on('unhandledRejection', fatal('unhandled rejection'));
};

/** One clear line per bad variable, no stack; exit code 2. */
export const refuseConfiguration = (error: BadConfiguration): never => {
  process.stderr.write(`motcua: bad configuration\n${error.problems.map((line) => `  ${line}\n`).join('')}`);
  process.exit(2);
};

/** `main.ts` of one service. A start that cannot succeed ends in one line: with 2 where a setting or the clock has to be put right, else with 1. */
export const runService = async <Config>(definition: ServiceDefinition<Config>, env: Environment = process.env): Promise<void> => {
  // Stores, read models and ledgers hold personal data, and the libraries that write them would let everybody on the machine read them.
  process.umask(0o077);
  boundHeaps();
  try {
    const rim = parseEnvironment(Rim, env);
    configOf(definition, env);
    const logger = createLogger(rim.MOTCUA_LOG_LEVEL);
    exitOnUncaught(logger);
    process.stdout.write(`${configTable(`motcua ${definition.name}`, [definition.config, Rim], env)}\n`);
    await refuseFolder(join(rim.MOTCUA_DATA, definition.name));
    await refusePort(rim.MOTCUA_PORT, rim.MOTCUA_HOST);
    const running = await startServices([{ definition: definition as ServiceDefinition, env }], {
      port: rim.MOTCUA_PORT,
      host: rim.MOTCUA_HOST,
      logger,
      telemetry: env,
      follows: definition.follows ?? false,
      operatorNetworks: rim.MOTCUA_OPERATOR_NETWORKS,
      ...(rim.MOTCUA_PUBLIC_URL === undefined ? {} : { publicUrl: rim.MOTCUA_PUBLIC_URL }),
      ...(rim.MOTCUA_TRUST_PROXY === undefined ? {} : { trustProxy: rim.MOTCUA_TRUST_PROXY }),
    });
    endWith(running, logger);
    // Not before it listens: whoever waits for a start waits for this one too.
    if (definition.follows) processGivesWay(niceness);
    else v8HelpersGiveWay(helpersNiceness);
    logger.info('listening', { service: definition.name, url: running.url });
  } catch (error) {
    if (error instanceof BadConfiguration) refuseConfiguration(error);
    process.stderr.write(`motcua: ${definition.name} could not start: ${error instanceof Error ? error.message : 'unknown'}\n`);
    process.exit(isClockBehind(error) ? 2 : 1);
  }
};
