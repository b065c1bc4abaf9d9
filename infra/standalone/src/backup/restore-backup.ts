import { createSecretKey } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import { appendRecorded, type Recorded } from '@motcua/es';
import { isWrappedUnder, openMasterKey } from '@motcua/keys';
import type { z } from 'zod';
import type { Engines } from '../engines.ts';
import { publishedForAll } from '../published-for-all.ts';
import type { Decrypt } from './encryption.ts';
import { digestOf, type Manifest } from './manifest.ts';
import { readPart } from './part.ts';
import { BlobRecord, EventRecord, FileRecord, KeyRecord } from './records.ts';
import { fileNameOf, logsInOrder, outsideBackups, type Part } from './set-parts.ts';

/** A set whose manifest and parts were verified. */
export interface VerifiedSet {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly decrypt: Decrypt;
}

const recordsOf = <T>({ folder, manifest, decrypt }: VerifiedSet, part: Part, schema: z.ZodType<T>): AsyncGenerator<T> =>
  readPart(join(folder, fileNameOf(part, manifest.encryption)), schema, decrypt);

/** Found out before anything is written: whether the identity opens the set, and the master key its keys. Answers the files of the set. */
export const openSet = async (set: VerifiedSet, masterKeyFile: string | undefined): Promise<readonly z.infer<typeof FileRecord>[]> => {
  const files: z.infer<typeof FileRecord>[] = [];
  for await (const file of recordsOf(set, 'files', FileRecord)) files.push(file);
  if (masterKeyFile === undefined || !existsSync(masterKeyFile)) return files;
  const master = createSecretKey(await openMasterKey(masterKeyFile, { create: false }));
  for await (const { id, wrapped } of recordsOf(set, 'intake.keys', KeyRecord)) {
    if (wrapped === undefined) continue;
    if (!isWrappedUnder(master, id, Buffer.from(wrapped, 'base64')))
      throw new Error(`the master key in ${masterKeyFile} is not the one that the keys of this backup are wrapped with`);
    break;
  }
  return files;
};

const restoreLog = async (set: VerifiedSet, engines: Engines, service: ServiceName): Promise<void> => {
  const expected = set.manifest.logs[service];
  const store = await engines.openStore(service);
  try {
    let [events, hash] = [0, ''];
    const log = (async function* () {
      for await (const record of recordsOf(set, `${service}.events`, EventRecord)) {
        [events, hash] = [events + 1, record.hash];
        yield record as unknown as Recorded;
      }
    })();
    await appendRecorded(store, log, { forAll: publishedForAll });
    if (events !== expected.events || hash !== expected.hash || (await store.head()) !== events)
      throw new Error(`the log of ${service} is not the one that the manifest tells of: ${events} events of ${expected.events}`);
  } finally {
    await store.close();
  }
};

const restoreKeys = async (set: VerifiedSet, engines: Engines): Promise<void> => {
  const archive = await engines.openKeyArchive();
  try {
    const count = await archive.restore(recordsOf(set, 'intake.keys', KeyRecord));
    if (count !== set.manifest.keys) throw new Error(`the backup has ${count} keys, its manifest tells of ${set.manifest.keys}`);
  } finally {
    await archive.close();
  }
};

const restoreBlobs = async (set: VerifiedSet, engines: Engines): Promise<void> => {
  const blobs = await engines.openBlobs();
  try {
    let count = 0;
    for await (const { hash, bytes } of recordsOf(set, 'intake.blobs', BlobRecord)) {
      if ((await blobs.put(Buffer.from(bytes, 'base64'))) !== hash)
        throw new Error(`the blob ${hash} of the backup is not what its name says`);
      count += 1;
    }
    if (count !== set.manifest.blobs) throw new Error(`the backup has ${count} blobs, its manifest tells of ${set.manifest.blobs}`);
  } finally {
    await blobs.close?.();
  }
};

/** Throws where a store on a server holds something: a restore never mixes two lives. Those in files are new. */
export const assertEmpty = async (engines: Engines): Promise<void> => {
  for (const service of engines.logFiles.length > 0 ? [] : logsInOrder) {
    const store = await engines.openStore(service);
    const head = await store.head().finally(() => store.close());
    if (head > 0) throw new Error(`the event store of ${service} is not empty: it has ${head} events`);
  }
  const archive = await engines.openKeyArchive();
  if (!(await archive.isEmpty().finally(() => archive.close()))) throw new Error('the store of the keys is not empty');
  const blobs = await engines.openBlobs();
  try {
    for await (const _ of blobs.hashes()) throw new Error('the store of the blobs is not empty');
  } finally {
    await blobs.close?.();
  }
};

const writeFiles = (files: readonly z.infer<typeof FileRecord>[], dataDir: string): void => {
  for (const { path, bytes } of files) {
    const file = join(dataDir, path);
    if (normalize(path) !== path || path.startsWith('..') || path.startsWith('/'))
      throw new Error(`the backup names a file outside: ${path}`);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, Buffer.from(bytes, 'base64'), { mode: 0o600, flush: true });
  }
};

/** Kept in the folder: of which set it is. While the folder is unfinished, that what lies on servers is ours to go on with. */
const noteName = 'restore.json';

const isCutOff = (dataDir: string, manifest: Manifest): boolean => {
  try {
    return (JSON.parse(readFileSync(join(dataDir, noteName), 'utf8')) as { set?: unknown }).set === digestOf(manifest);
  } catch {
    // Not there, or cut off while it was written: then nothing was restored yet.
    return false;
  }
};

export interface RestoreOptions {
  readonly set: VerifiedSet;
  readonly dataDir: string;
  /** Of a folder: where the data is prepared, and then where it lies. */
  readonly enginesIn: (dataDir: string) => Engines;
  /** The old data folder, where it still exists. */
  readonly old?: string;
}

/** Into an empty place. The folder appears under its name only when everything is restored; cut off, the same restore again goes on. */
export const restoreBackup = async ({ set, dataDir, enginesIn, old }: RestoreOptions): Promise<void> => {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) throw new Error(`${dataDir} is not empty`);
  const unfinished = `${dataDir}.unfinished`;
  const engines = enginesIn(unfinished);
  const inOld = old === undefined ? undefined : enginesIn(old).masterKeyFile;
  const files = await openSet(set, inOld ?? engines.masterKeyFile);
  const goesOn = isCutOff(unfinished, set.manifest);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  try {
    if (!goesOn) await assertEmpty(engines);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  const note = { set: digestOf(set.manifest), madeAt: set.manifest.madeAt, restoredAt: new Date().toISOString() };
  writeFileSync(join(unfinished, noteName), JSON.stringify(note), { mode: 0o600, flush: true });
  writeFiles(files, unfinished);
  for (const service of logsInOrder) await restoreLog(set, engines, service);
  await restoreKeys(set, engines);
  await restoreBlobs(set, engines);
  for (const path of old === undefined ? [] : outsideBackups)
    if (existsSync(join(old ?? '', path))) cpSync(join(old ?? '', path), join(unfinished, path), { recursive: true });
  // Opening the keys replays the ledger: who was erased since the backup is erased before anybody can look.
  if (existsSync(engines.masterKeyFile)) await (await engines.openKeys()).close();
  rmSync(dataDir, { recursive: true, force: true });
  renameSync(unfinished, dataDir);
};
