import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BlobDamaged } from '@motcua/blobs';
import type { ServiceName } from '@motcua/contracts';
import { type EventStore, wholeLog } from '@motcua/es';
import type { Engines, OpenBlobs } from '../engines.ts';
import type { Encryption } from './encryption.ts';
import { format, type Manifest, writeManifest } from './manifest.ts';
import { type PartFacts, writePart } from './part.ts';
import { epochsFile, fileNameOf, logsInOrder, type Part } from './set-parts.ts';

export interface TakenBackup {
  readonly manifest: Manifest;
  /** Blobs whose bytes are not those of their names: they are not in the set. */
  readonly damagedBlobs: readonly string[];
}

type Logs = readonly (readonly [service: ServiceName, store: EventStore, head: number])[];
type WritePart = (part: Part, records: AsyncIterable<object>) => Promise<void>;

const assertThere = (engines: Engines): void => {
  const needed = [...engines.logFiles, ...engines.secretFiles.map(({ file }) => file)];
  for (const file of needed)
    if (!existsSync(file)) throw new Error(`${engines.dataDir} holds no data of this system: ${file} is not there`);
};

/** Heads are fixed one after the other, downstream first, before anything is copied. */
const openLogs = async (engines: Engines): Promise<Logs> => {
  const opened: [ServiceName, EventStore, number][] = [];
  for (const service of logsInOrder) {
    const store = await engines.openStore(service);
    opened.push([service, store, await store.head()]);
  }
  return opened;
};

const copyLog = async (store: EventStore, head: number, write: (events: AsyncIterable<object>) => Promise<void>) => {
  let [events, hash] = [0, ''];
  await write(
    (async function* () {
      for await (const event of wholeLog(store, { upTo: head })) {
        events += 1;
        hash = event.hash;
        yield event;
      }
    })(),
  );
  return { epoch: store.epoch, head, events, hash };
};

const copyKeys = async (engines: Engines, write: WritePart): Promise<number> => {
  const archive = await engines.openKeyArchive();
  let keys = 0;
  try {
    await write(
      'intake.keys',
      (async function* () {
        for await (const row of archive.rows()) {
          keys += 1;
          yield row;
        }
      })(),
    );
    return keys;
  } finally {
    await archive.close();
  }
};

/** One that is removed meanwhile is gone; one that is damaged is named, and keeps nobody from having a backup of the others. */
async function* everyBlob(blobs: OpenBlobs, damaged: string[]): AsyncGenerator<{ hash: string; bytes: string }> {
  for await (const hash of blobs.hashes()) {
    try {
      const bytes = await blobs.get(hash);
      if (bytes !== undefined) yield { hash, bytes: Buffer.from(bytes).toString('base64') };
    } catch (error) {
      if (!(error instanceof BlobDamaged)) throw error;
      damaged.push(hash);
    }
  }
}

const copyBlobs = async (engines: Engines, write: WritePart): Promise<{ blobs: number; damagedBlobs: readonly string[] }> => {
  const opened = await engines.openBlobs();
  const damagedBlobs: string[] = [];
  let blobs = 0;
  try {
    await write(
      'intake.blobs',
      (async function* () {
        for await (const blob of everyBlob(opened, damagedBlobs)) {
          blobs += 1;
          yield blob;
        }
      })(),
    );
    return { blobs, damagedBlobs };
  } finally {
    await opened.close?.();
  }
};

async function* files({ dataDir, secretFiles }: Engines): AsyncGenerator<object> {
  for (const { path, file } of [...secretFiles, { path: epochsFile, file: join(dataDir, epochsFile) }]) {
    if (existsSync(file)) yield { path, bytes: readFileSync(file).toString('base64') };
  }
}

/** Logs up to their heads, then keys and blobs: these are synced before the event that needs them, so none of a copied event can be missing. */
const copySet = async (engines: Engines, into: string, encryption: Encryption): Promise<TakenBackup> => {
  const parts: Record<string, PartFacts> = {};
  const write: WritePart = async (part, records) => {
    const name = fileNameOf(part, encryption.name);
    parts[name] = await writePart(join(into, name), records, encryption);
  };
  const madeAt = new Date().toISOString();
  const logs = {} as Record<ServiceName, Manifest['logs'][ServiceName]>;
  const opened = await openLogs(engines);
  try {
    if (opened.every(([, , head]) => head === 0)) throw new Error('there is nothing to back up: every log is empty');
    for (const [service, store, head] of opened) logs[service] = await copyLog(store, head, (events) => write(`${service}.events`, events));
  } finally {
    for (const [, store] of opened) await store.close();
  }
  const keys = await copyKeys(engines, write);
  const { blobs, damagedBlobs } = await copyBlobs(engines, write);
  await write('files', files(engines));
  const manifest: Manifest = {
    system: 'motcua',
    format,
    province: engines.province,
    madeAt,
    encryption: encryption.name,
    logs,
    keys,
    blobs,
    parts,
  };
  writeManifest(into, manifest);
  return { manifest, damagedBlobs };
};

const syncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
};

/** One consistent set in a new folder, while the system runs or not. It appears under its name only when it is whole. */
export const takeBackup = async (engines: Engines, target: string, encryption: Encryption): Promise<TakenBackup> => {
  assertThere(engines);
  if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${target} is not empty`);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const taken = await copySet(engines, unfinished, encryption);
  syncFolder(unfinished);
  rmSync(target, { recursive: true, force: true });
  renameSync(unfinished, target);
  syncFolder(dirname(target));
  return taken;
};
