import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Blobs, folderBlobs } from '@motcua/blobs';
import type { Bus, ReactorCheckpoints } from '@motcua/bus';
import { natsBus, refuseWrongBus } from '@motcua/bus-nats';
import type { EventStore } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { type Keys, type SqliteKeysOptions, sqliteKeys } from '@motcua/keys';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints, sqliteReadModels } from '@motcua/read-models-sqlite';
import type { Host } from '@motcua/service-kit';
import type { IntakeConfig } from '../config.ts';
import { openSecrets, type SecretsFile } from './secrets-file.ts';

/** Everything outside that the service holds open. */
export interface IntakeAdapters {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly checkpoints: ReactorCheckpoints;
  readonly bus: Bus;
  readonly keys: Keys;
  readonly blobs: Blobs & { close?(): Promise<void> };
  readonly secrets: SecretsFile;
}
export type OpenAdapters = (config: IntakeConfig, host: Host) => Promise<IntakeAdapters>;

const busAddress = ({ MOTCUA_NATS_URL: servers, MOTCUA_NATS_USER: user, MOTCUA_NATS_PASSWORD: pass }: IntakeConfig) => ({
  servers,
  ...(user === undefined ? {} : { user }),
  ...(pass === undefined ? {} : { pass }),
});

/** Events in a file of the service's own, or in streams of its own of a server that others may share. */
const openStore = async ({ MOTCUA_STORE_URL: url, MOTCUA_PROVINCE: province }: IntakeConfig, file: string): Promise<EventStore> => {
  if (url === undefined) return sqliteEventStore({ file });
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore } = await import('@motcua/es-kurrentdb');
  return kurrentdbEventStore({ url, namespace: `${province.toLowerCase()}_intake` });
};

/** The driver is loaded only where it is used: a trial starts without it. */
const openModels = async ({ MOTCUA_READ_MODELS_URL: url }: IntakeConfig, file: string): Promise<ReadModels> =>
  url === undefined ? sqliteReadModels({ file }) : (await import('@motcua/read-models-mongo')).mongoReadModels({ url, service: 'intake' });

const openKeys = async ({ MOTCUA_INTAKE_KEYS_URL: url }: IntakeConfig, { file, ...rest }: SqliteKeysOptions): Promise<Keys> =>
  url === undefined ? sqliteKeys({ file, ...rest }) : (await import('@motcua/keys-mongo')).mongoKeys({ url, service: 'intake', ...rest });

const openBlobs = async ({ MOTCUA_INTAKE_BLOBS_URL: url }: IntakeConfig, folder: string): Promise<IntakeAdapters['blobs']> =>
  url === undefined ? folderBlobs(folder) : (await import('@motcua/blobs-gridfs')).gridfsBlobs({ url, service: 'intake' });

/** The embedded ones, or what the configuration names instead: SQLite files and a folder of blobs in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = async (config, { logger }) => {
  await refuseWrongBus(busAddress(config));
  const folder = join(config.MOTCUA_DATA, 'intake');
  const ledger = config.MOTCUA_INTAKE_ERASURE_LEDGER ?? join(config.MOTCUA_DATA, 'erasures', 'intake.jsonl');
  for (const needed of [folder, dirname(ledger)]) await mkdir(needed, { recursive: true, mode: 0o700 });
  const secrets = await openSecrets(join(folder, 'secrets.json'));
  const store = await openStore(config, join(folder, 'events.db'));
  const masterKey = { file: config.MOTCUA_INTAKE_MASTER_KEY_FILE ?? join(folder, 'master.key'), create: (await store.head()) === 0 };
  const keys = await openKeys(config, { file: join(folder, 'keys.db'), ledger, masterKey });
  const blobs = await openBlobs(config, join(folder, 'blobs'));
  const models = await openModels(config, join(folder, 'read.db'));
  const checkpoints = await sqliteCheckpoints(join(folder, 'checkpoints.db'));
  const bus = await natsBus({
    service: 'intake',
    province: config.MOTCUA_PROVINCE,
    ...busAddress(config),
    own: store,
    checkpoints,
    logger,
  });
  return { store, models, checkpoints, bus, keys, blobs, secrets };
};
