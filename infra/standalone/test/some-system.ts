import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ServiceName, services } from '@motcua/contracts';
import { type NewEvent, type Recorded, wholeLog } from '@motcua/es';
import { openMasterKey } from '@motcua/keys';
import { type Engines, enginesOf } from '../src/engines.ts';

/** Stands in a file of secrets: must never lie in a set in clear unless the operator said so. */
export const canary = 'canary-of-the-secrets';

export const note = (id: string, text: string): NewEvent => ({
  id,
  type: 'NoteTaken.v1',
  data: { text, deep: { list: [1.5, null, 'Hồ sơ\u2028số 1'] } },
  metadata: { at: '2026-11-26T08:00:00.000+07:00', actor: 'system:test', correlationId: id, causationId: id },
});

export interface Filed {
  readonly dossierId: string;
  readonly blob: string;
}

/** As intake does: the key, the file, then the event that needs both. */
export const file = async (engines: Engines, open: Awaited<ReturnType<typeof openIntake>>, person: string): Promise<Filed> => {
  const dossierId = randomUUID();
  await open.keys.create(dossierId, person);
  const blob = await open.blobs.put(randomBytes(300));
  await open.store.append(
    `submission-${dossierId}`,
    [note(randomUUID(), JSON.stringify({ dossierId, blob, of: engines.province }))],
    'absent',
  );
  return { dossierId, blob };
};

export const openIntake = async (engines: Engines) => {
  const [store, keys, blobs] = [await engines.openStore('intake'), await engines.openKeys(), await engines.openBlobs()];
  const close = async (): Promise<void> => {
    await Promise.all([store.close(), keys.close(), blobs.close?.()]);
  };
  return { store, keys, blobs, close };
};

/** A data folder with the files that the services make at their first start; what the settings name lies elsewhere. */
export const prepareFolder = async (root: string, env: Readonly<Record<string, string>> = {}): Promise<Engines> => {
  const engines = enginesOf(mkdtempSync(join(root, 'data-')), env);
  const secrets = { 'intake/secrets.json': `{"ids":"${canary}"}`, 'workflow/command-secret': canary, 'workflow/epochs.json': '[]' };
  for (const [path, text] of Object.entries(secrets)) {
    mkdirSync(dirname(join(engines.dataDir, path)), { recursive: true });
    writeFileSync(join(engines.dataDir, path), text, { mode: 0o600 });
  }
  await openMasterKey(engines.masterKeyFile, { create: true });
  return engines;
};

/** The same system once more, in files. */
export const copyOf = ({ dataDir }: Engines, root: string): Engines => {
  const copy = mkdtempSync(join(root, 'data-'));
  cpSync(dataDir, copy, { recursive: true });
  return enginesOf(copy, {});
};

/** Four logs, some streams of which take turns, with keys and blobs. */
export const someSystem = async (root: string, env: Readonly<Record<string, string>> = {}) => {
  const engines = await prepareFolder(root, env);
  for (const service of services.filter((one) => one !== 'intake')) {
    const store = await engines.openStore(service);
    const inTurns = Array.from({ length: 24 }, (_, n) =>
      store.append(`note-${n % 4}`, [note(randomUUID(), `${service} ${n}`)], n < 4 ? 'absent' : Math.floor(n / 4) - 1),
    );
    await Promise.all(inTurns);
    await store.close();
  }
  const intake = await openIntake(engines);
  const filed = await Promise.all(Array.from({ length: 12 }, (_, n) => file(engines, intake, `person-${n % 3}`)));
  const large = await intake.blobs.put(randomBytes(3_000_000));
  await intake.close();
  return { engines, filed, large };
};

interface LogRead {
  readonly epoch: string;
  readonly events: readonly Recorded[];
}

/** What every store holds, and the epoch under which it does. */
export const logsOf = async (engines: Engines) => {
  const read = services.map(async (service) => {
    const store = await engines.openStore(service);
    const events: Recorded[] = [];
    for await (const event of wholeLog(store)) events.push(event);
    await store.close();
    return [service, { epoch: store.epoch, events }] as const;
  });
  return Object.fromEntries(await Promise.all(read)) as unknown as Record<ServiceName, LogRead>;
};
export type LogsRead = Awaited<ReturnType<typeof logsOf>>;

export const eventsIn = (logs: LogsRead): readonly (readonly Recorded[])[] => services.map((service) => logs[service].events);
export const epochsIn = (logs: LogsRead): readonly string[] => services.map((service) => logs[service].epoch);
