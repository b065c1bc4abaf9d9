import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Blobs, folderBlobs } from '@motcua/blobs';
import type { Bus, ReactorCheckpoints } from '@motcua/bus';
import { openBus, openEventStore, openReadModels, refuseWrongBusOf } from '@motcua/engines';
import type { EventStore } from '@motcua/es';
import { type Keys, type SqliteKeysOptions, sqliteKeys } from '@motcua/keys';
import type { ReadModels } from '@motcua/read-models';
import { sqliteCheckpoints } from '@motcua/read-models-sqlite';
import type { Host } from '@motcua/service-kit';
import { type IntakeConfig, refuseWrongLedgerOf } from '../config.ts';
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

const openKeys = async (config: IntakeConfig, { file, ...rest }: SqliteKeysOptions): Promise<Keys> => {
  const { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER_URL: ledgerUrl } = config;
  if (url === undefined) return sqliteKeys({ file, ...rest });
  const ledger = ledgerUrl === undefined ? rest.ledger : { url: ledgerUrl, former: rest.ledger };
  return (await import('@motcua/keys-mongo')).mongoKeys({ ...rest, url, service: 'intake', ledger });
};

const openBlobs = async ({ MOTCUA_INTAKE_BLOBS_URL: url }: IntakeConfig, folder: string): Promise<IntakeAdapters['blobs']> =>
  url === undefined ? folderBlobs(folder) : (await import('@motcua/blobs-gridfs')).gridfsBlobs({ url, service: 'intake' });

/** The embedded ones, or what the configuration names instead: SQLite files and a folder of blobs in the service's own folder, and NATS. */
export const embeddedAdapters: OpenAdapters = async (config, host) => {
  await refuseWrongBusOf(config);
  refuseWrongLedgerOf(config);
  const folder = join(config.MOTCUA_DATA, 'intake');
  const ledger = config.MOTCUA_INTAKE_ERASURE_LEDGER ?? join(config.MOTCUA_DATA, 'erasures', 'intake.jsonl');
  for (const needed of [folder, dirname(ledger)]) await mkdir(needed, { recursive: true, mode: 0o700 });
  const given = config.MOTCUA_INTAKE_SECRETS_FILE;
  const secrets = await openSecrets(given ?? join(folder, 'secrets.json'), { create: given === undefined });
  const store = await openEventStore(config, 'intake', host);
  const masterKey = { file: config.MOTCUA_INTAKE_MASTER_KEY_FILE ?? join(folder, 'master.key'), create: (await store.head()) === 0 };
  const keys = await openKeys(config, { file: join(folder, 'keys.db'), ledger, masterKey });
  const blobs = await openBlobs(config, join(folder, 'blobs'));
  const models = await openReadModels(config, 'intake', host);
  const checkpoints = await sqliteCheckpoints(join(folder, 'checkpoints.db'));
  const bus = await openBus(config, 'intake', { ...host, own: store, checkpoints });
  return { store, models, checkpoints, bus, keys, blobs, secrets };
};
