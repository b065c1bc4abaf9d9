import { join } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import type { ReadModels } from '@motcua/read-models';
import { sqliteLookups, sqliteReadModels } from '@motcua/read-models-sqlite';
import type { EnginesConfig } from './config.ts';
import type { Observed } from './observed.ts';

const fileOf = (data: string, service: ServiceName): string => join(data, service, 'read.db');

/** The driver is loaded only where it is used: a trial starts without it. */
const onMongo = async (url: string, service: ServiceName): Promise<ReadModels> =>
  (await import('@motcua/read-models-mongo')).mongoReadModels({ url, service });

interface ReadModelsOptions extends Observed {
  /** Somebody waits for what is written here to be seen. */
  readonly awaited?: boolean;
}

const open = async (
  { MOTCUA_READ_MODELS_URL: url, MOTCUA_DATA: data }: EnginesConfig,
  service: ServiceName,
  { follows = false, awaited = false }: ReadModelsOptions,
): Promise<ReadModels> => {
  if (url !== undefined) return onMongo(url, service);
  return sqliteReadModels({ file: fileOf(data, service), writtenIn: follows ? 'here' : 'thread', awaited });
};

/** A service's read models: in `<MOTCUA_DATA>/<service>/read.db`, or in its collections of a deployment that others may share. */
export const openReadModels = async (config: EnginesConfig, service: ServiceName, options: ReadModelsOptions): Promise<ReadModels> => {
  const { telemetry } = options;
  const models = await open(config, service, options);
  return telemetry ? telemetry.readModels(models) : models;
};

/** The same read models, for looking up beside the thread that fills them. */
export const openLookUps = async (
  { MOTCUA_READ_MODELS_URL: url, MOTCUA_DATA: data }: EnginesConfig,
  service: ServiceName,
): Promise<Pick<ReadModels, 'open' | 'close'>> =>
  url === undefined ? sqliteLookups({ file: fileOf(data, service) }) : onMongo(url, service);
