import { join } from 'node:path';
import type { PublicBus, ReactorCheckpoints } from '@motcua/bus';
import { openBus, openEventStore, openLookUps, openReadModels, refuseWrongBusOf } from '@motcua/engines';
import type { EventStore } from '@motcua/es';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints } from '@motcua/read-models-sqlite';
import type { Host } from '@motcua/service-kit/host';
import type { TrackingConfig } from '../config.ts';

/** Everything outside that the service holds open; `Models`: what it does with the statuses, fold them or look them up. */
export interface TrackingAdapters<Models extends LookedUpModels = ReadModels> {
  readonly store: EventStore;
  readonly models: Models;
  readonly checkpoints: ReactorCheckpoints & { close?(): void };
  readonly bus: PublicBus;
}
export type LookedUpModels = Pick<ReadModels, 'open' | 'close'>;
export type OpenAdapters<Models extends LookedUpModels = ReadModels> = (
  config: TrackingConfig,
  host: Host,
) => Promise<TrackingAdapters<Models>>;

const openWith =
  <Models extends LookedUpModels>(openModels: (config: TrackingConfig, host: Host) => Promise<Models>): OpenAdapters<Models> =>
  async (config, host) => {
    await refuseWrongBusOf(config);
    const store = await openEventStore(config, 'tracking', host);
    const models = await openModels(config, host);
    const checkpoints = sqliteCheckpoints(join(config.MOTCUA_DATA, 'tracking', 'checkpoints.db'));
    const bus = await openBus(config, 'tracking', { ...host, own: store, checkpoints });
    return { store, models, checkpoints, bus };
  };

const openStatusModels = (config: TrackingConfig, host: Host): Promise<ReadModels> =>
  openReadModels(config, 'tracking', { ...host, awaited: true });

/** The embedded ones, or what the configuration names instead: SQLite files in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = openWith(openStatusModels);

/** The same where the statuses are folded in another thread: their file is there once that thread has opened it, and nothing is opened before. */
export const adaptersBesideStatuses = (areThere: Promise<unknown>): OpenAdapters<LookedUpModels> => {
  const open = openWith((config) => openLookUps(config, 'tracking'));
  return async (config, host) => {
    await areThere;
    return open(config, host);
  };
};

/** What folding the statuses takes, without the rest of the service. */
export const statusAdapters = async (config: TrackingConfig, host: Host): Promise<Omit<TrackingAdapters, 'checkpoints'>> => {
  await refuseWrongBusOf(config);
  const store = await openEventStore(config, 'tracking', host);
  const models = await openStatusModels(config, host);
  const bus = await openBus(config, 'tracking', { ...host, own: store });
  return { store, models, bus };
};
