import { join } from 'node:path';
import type { PublicBus, ReactorCheckpoints } from '@motcua/bus';
import { openBus, openEventStore, openReadModels, refuseWrongBusOf } from '@motcua/engines';
import type { EventStore } from '@motcua/es';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints } from '@motcua/read-models-sqlite';
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

/** The embedded ones, or what the configuration names instead: SQLite files in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = async (config, host) => {
  await refuseWrongBusOf(config);
  const file = (name: string): string => join(config.MOTCUA_DATA, 'tracking', name);
  const store = await openEventStore(config, 'tracking', host);
  const models = await openReadModels(config, 'tracking', { ...host, awaited: true });
  const checkpoints = sqliteCheckpoints(file('checkpoints.db'));
  const bus = await openBus(config, 'tracking', { ...host, own: store, checkpoints });
  return { store, models, checkpoints, bus };
};
