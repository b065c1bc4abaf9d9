import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Blobs, folderBlobs } from '@motcua/blobs';
import { type ServiceName, services } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { IntakeConfig, refuseWrongLedgerOf } from '@motcua/intake';
import { type KeyArchive, type Keys, sqliteKeyArchive, sqliteKeys } from '@motcua/keys';
import type { ReadModels } from '@motcua/read-models';
import { sqliteReadModels } from '@motcua/read-models-sqlite';
import { type Environment, parseEnvironment } from '@motcua/service-kit';
import { workflowConfig } from '@motcua/workflow';
import { secretFiles } from './backup/set-parts.ts';

/** The settings that say where data lies; the same names as the services read. */
const Settings = IntakeConfig.pick({
  MOTCUA_PROVINCE: true,
  MOTCUA_STORE_URL: true,
  MOTCUA_READ_MODELS_URL: true,
  MOTCUA_INTAKE_KEYS_URL: true,
  MOTCUA_INTAKE_BLOBS_URL: true,
  MOTCUA_INTAKE_MASTER_KEY_FILE: true,
  MOTCUA_INTAKE_ERASURE_LEDGER: true,
  MOTCUA_INTAKE_ERASURE_LEDGER_URL: true,
  MOTCUA_INTAKE_SECRETS_FILE: true,
}).extend({ MOTCUA_WORKFLOW_COMMAND_SECRET_FILE: workflowConfig.shape.MOTCUA_WORKFLOW_COMMAND_SECRET_FILE });

export type OpenBlobs = Blobs & { close?(): Promise<void> };

/** Where the parts of a system lie, and how each is opened. What no setting names lies in files below the data folder. */
export interface Engines {
  readonly dataDir: string;
  readonly province: string;
  readonly masterKeyFile: string;
  /** Undefined where it is a database. */
  readonly ledgerFile: string | undefined;
  /** What ids, tokens and codes rest on: as the set calls each file, and where the services read it. */
  readonly secretFiles: readonly { readonly path: string; readonly file: string }[];
  /** Files that must be there where a system is; none for what lies on a server. */
  readonly logFiles: readonly string[];
  openStore(service: ServiceName): Promise<EventStore>;
  openKeyArchive(): Promise<KeyArchive>;
  /** With the master key, replaying the ledger of erasures. */
  openKeys(): Promise<Keys>;
  /** How many erasures the ledger's database holds; undefined where the ledger is a file. */
  erasuresInDatabase(): Promise<number | undefined>;
  openBlobs(): Promise<OpenBlobs>;
  openModels(service: ServiceName): Promise<ReadModels>;
}

/** Throws `BadConfiguration`. Drivers and clients are loaded only where they are used. */
export const enginesOf = (dataDir: string, env: Environment): Engines => {
  const settings = parseEnvironment(Settings, env);
  const {
    MOTCUA_PROVINCE: province,
    MOTCUA_STORE_URL: store,
    MOTCUA_READ_MODELS_URL: models,
    MOTCUA_INTAKE_KEYS_URL: keys,
    MOTCUA_INTAKE_BLOBS_URL: blobs,
  } = settings;
  const intake = join(dataDir, 'intake');
  const fileOf = (service: ServiceName): string => join(dataDir, service, 'events.db');
  const masterKeyFile = settings.MOTCUA_INTAKE_MASTER_KEY_FILE ?? join(intake, 'master.key');
  refuseWrongLedgerOf(settings);
  const ledgerUrl = settings.MOTCUA_INTAKE_ERASURE_LEDGER_URL;
  const ledgerFile = settings.MOTCUA_INTAKE_ERASURE_LEDGER ?? join(dataDir, 'erasures', 'intake.jsonl');
  const given: Readonly<Record<(typeof secretFiles)[number], string | undefined>> = {
    'intake/secrets.json': settings.MOTCUA_INTAKE_SECRETS_FILE,
    'workflow/command-secret': settings.MOTCUA_WORKFLOW_COMMAND_SECRET_FILE,
  };
  return {
    dataDir,
    province,
    masterKeyFile,
    ledgerFile: ledgerUrl === undefined ? ledgerFile : undefined,
    secretFiles: secretFiles.map((path) => ({ path, file: given[path] ?? join(dataDir, path) })),
    logFiles: store === undefined ? services.map(fileOf) : [],
    openStore: async (service) => {
      if (store === undefined) return sqliteEventStore({ file: fileOf(service) });
      const { kurrentdbEventStore } = await import('@motcua/es-kurrentdb');
      return kurrentdbEventStore({ url: store, namespace: `${province.toLowerCase()}_${service}` });
    },
    openKeyArchive: async () => {
      if (keys !== undefined) return (await import('@motcua/keys-mongo')).mongoKeyArchive({ url: keys, service: 'intake' });
      return sqliteKeyArchive(join(intake, 'keys.db'));
    },
    openKeys: async () => {
      if (ledgerUrl === undefined) mkdirSync(dirname(ledgerFile), { recursive: true, mode: 0o700 });
      const masterKey = { file: masterKeyFile, create: false };
      if (keys === undefined) return sqliteKeys({ file: join(intake, 'keys.db'), ledger: ledgerFile, masterKey });
      const ledger = ledgerUrl === undefined ? ledgerFile : { url: ledgerUrl, former: ledgerFile };
      return (await import('@motcua/keys-mongo')).mongoKeys({ url: keys, service: 'intake', ledger, masterKey });
    },
    erasuresInDatabase: async () => {
      if (ledgerUrl === undefined) return undefined;
      const ledger = await (await import('@motcua/keys-mongo')).mongoErasureLedger({ url: ledgerUrl, service: 'intake' });
      return (await ledger.entries().finally(() => ledger.close())).length;
    },
    openBlobs: async () => {
      if (blobs === undefined) return folderBlobs(join(intake, 'blobs'));
      return (await import('@motcua/blobs-gridfs')).gridfsBlobs({ url: blobs, service: 'intake' });
    },
    openModels: async (service) => {
      if (models === undefined) return sqliteReadModels({ file: join(dataDir, service, 'read.db') });
      return (await import('@motcua/read-models-mongo')).mongoReadModels({ url: models, service });
    },
  };
};
