import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bus, ReactorCheckpoints } from '@motcua/bus';
import { natsBus, refuseWrongBus } from '@motcua/bus-nats';
import type { EventStore } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints, sqliteReadModels } from '@motcua/read-models-sqlite';
import type { Host } from '@motcua/service-kit';
import type { Restored } from '../application/give-code.ts';
import type { WorkflowConfig } from '../config.ts';
import { openCommandSecret } from './command-secret.ts';
import { openEpochs } from './store-epochs.ts';

/** Everything outside that the service holds open. */
export interface WorkflowAdapters {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly checkpoints: ReactorCheckpoints;
  readonly bus: Bus;
  readonly secret: Uint8Array;
  readonly restored: Restored | undefined;
  /** The bus first, since reactors still write; then what they wrote to. */
  close(): Promise<void>;
}
export type OpenAdapters = (config: WorkflowConfig, host: Host) => Promise<WorkflowAdapters>;

const busAddress = ({ MOTCUA_NATS_URL: servers, MOTCUA_NATS_USER: user, MOTCUA_NATS_PASSWORD: pass }: WorkflowConfig) => ({
  servers,
  ...(user === undefined ? {} : { user }),
  ...(pass === undefined ? {} : { pass }),
});

/** Events in a file of the service's own, or in streams of its own of a server that others may share. */
const openStore = async ({ MOTCUA_STORE_URL: url, MOTCUA_PROVINCE: province }: WorkflowConfig, file: string): Promise<EventStore> => {
  if (url === undefined) return sqliteEventStore({ file });
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore } = await import('@motcua/es-kurrentdb');
  return kurrentdbEventStore({ url, namespace: `${province.toLowerCase()}_workflow` });
};

/** The driver is loaded only where it is used: a trial starts without it. */
const openModels = async ({ MOTCUA_READ_MODELS_URL: url }: WorkflowConfig, file: string): Promise<ReadModels> =>
  url === undefined
    ? sqliteReadModels({ file })
    : (await import('@motcua/read-models-mongo')).mongoReadModels({ url, service: 'workflow' });

/** The embedded ones, or what the configuration names instead: SQLite files in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = async (config, { logger }) => {
  await refuseWrongBus(busAddress(config));
  const folder = join(config.MOTCUA_DATA, 'workflow');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const store = await openStore(config, join(folder, 'events.db'));
  const restored = await openEpochs(join(folder, 'epochs.json'), store, Date.now());
  const secret = await openCommandSecret(join(folder, 'command-secret'));
  const models = await openModels(config, join(folder, 'read.db'));
  const checkpoints = sqliteCheckpoints(join(folder, 'checkpoints.db'));
  const bus = await natsBus({
    service: 'workflow',
    province: config.MOTCUA_PROVINCE,
    ...busAddress(config),
    own: store,
    checkpoints,
    logger,
  });
  const close = async (): Promise<void> => {
    await bus.close();
    checkpoints.close();
    await models.close();
    await store.close();
  };
  return { store, models, checkpoints, bus, secret, restored, close };
};
