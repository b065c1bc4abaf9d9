import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bus, ReactorCheckpoints } from '@motcua/bus';
import { openBus, openEventStore, openReadModels, refuseWrongBusOf } from '@motcua/engines';
import type { EventStore } from '@motcua/es';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints } from '@motcua/read-models-sqlite';
import type { Host } from '@motcua/service-kit';
import type { Restored } from '../application/give-code.ts';
import type { WorkflowConfig } from '../config.ts';
import { openCommandSecret } from './command-secret.ts';
import { fileEpochs, openEpochs, takeOver } from './store-epochs.ts';

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

const restoredAsSeen = async ({ MOTCUA_WORKFLOW_EPOCHS_URL: url }: WorkflowConfig, file: string, store: EventStore) => {
  if (url === undefined) return openEpochs(fileEpochs(file), store, Date.now());
  const { withMongoEpochs } = await import('./mongo-epochs.ts');
  return withMongoEpochs(url, async (memory) => {
    await takeOver(fileEpochs(file), memory);
    return openEpochs(memory, store, Date.now());
  });
};

/** The embedded ones, or what the configuration names instead: SQLite files in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = async (config, host) => {
  await refuseWrongBusOf(config);
  const folder = join(config.MOTCUA_DATA, 'workflow');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const store = await openEventStore(config, 'workflow', host);
  const restored = await restoredAsSeen(config, join(folder, 'epochs.json'), store);
  const given = config.MOTCUA_WORKFLOW_COMMAND_SECRET_FILE;
  const secret = await openCommandSecret(given ?? join(folder, 'command-secret'), { create: given === undefined });
  const models = await openReadModels(config, 'workflow', host);
  const checkpoints = sqliteCheckpoints(join(folder, 'checkpoints.db'));
  const bus = await openBus(config, 'workflow', { ...host, own: store, checkpoints });
  const close = async (): Promise<void> => {
    await bus.close();
    checkpoints.close();
    await models.close();
    await store.close();
  };
  return { store, models, checkpoints, bus, secret, restored, close };
};
