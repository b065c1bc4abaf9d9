import { join } from 'node:path';
import type { PublicBus, ReactorCheckpoints } from '@motcua/bus';
import { natsBus, refuseWrongBus } from '@motcua/bus-nats';
import type { EventStore } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints, sqliteLookups, sqliteReadModels } from '@motcua/read-models-sqlite';
import type { Host } from '@motcua/service-kit';
import type { TrackingConfig } from '../config.ts';

/** Everything outside that the service holds open. */
export interface TrackingAdapters {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly checkpoints: ReactorCheckpoints & { close?(): void };
  readonly bus: PublicBus;
}
export type OpenAdapters = (config: TrackingConfig, host: Host) => Promise<TrackingAdapters>;

const busAddress = ({ MOTCUA_NATS_URL: servers, MOTCUA_NATS_USER: user, MOTCUA_NATS_PASSWORD: pass }: TrackingConfig) => ({
  servers,
  ...(user === undefined ? {} : { user }),
  ...(pass === undefined ? {} : { pass }),
});

/** Events in a file of the service's own, or in streams of its own of a server that others may share. */
const openStore = async ({ MOTCUA_STORE_URL: url, MOTCUA_PROVINCE: province }: TrackingConfig, file: string): Promise<EventStore> => {
  if (url === undefined) return sqliteEventStore({ file });
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore } = await import('@motcua/es-kurrentdb');
  return kurrentdbEventStore({ url, namespace: `${province.toLowerCase()}_tracking` });
};

/** The driver is loaded only where it is used: a trial starts without it. */
const openModels = async ({ MOTCUA_READ_MODELS_URL: url }: TrackingConfig, file: string): Promise<ReadModels> =>
  url === undefined
    ? sqliteReadModels({ file })
    : (await import('@motcua/read-models-mongo')).mongoReadModels({ url, service: 'tracking' });

/** The same read models, for looking up beside the thread that fills them. */
export const openLookUps = async ({
  MOTCUA_READ_MODELS_URL: url,
  MOTCUA_DATA: data,
}: TrackingConfig): Promise<Pick<ReadModels, 'open' | 'close'>> =>
  url === undefined
    ? sqliteLookups({ file: join(data, 'tracking', 'read.db') })
    : (await import('@motcua/read-models-mongo')).mongoReadModels({ url, service: 'tracking' });

/** The embedded ones, or what the configuration names instead: SQLite files in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = async (config, { logger }) => {
  await refuseWrongBus(busAddress(config));
  const file = (name: string): string => join(config.MOTCUA_DATA, 'tracking', name);
  const store = await openStore(config, file('events.db'));
  const models = await openModels(config, file('read.db'));
  const checkpoints = sqliteCheckpoints(file('checkpoints.db'));
  const bus = await natsBus({
    service: 'tracking',
    province: config.MOTCUA_PROVINCE,
    ...busAddress(config),
    own: store,
    checkpoints,
    logger,
  });
  return { store, models, checkpoints, bus };
};
