import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreUnavailable } from '@motcua/es';
import { BlobDamaged, type Blobs } from './blobs.ts';
import { checkedHash, hashOf } from './hash.ts';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const writeSynced = async (file: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** No upload takes so long; what is still coming in then belongs to a process that died. Younger ones may be another's, who writes at this moment. */
const abandonedMs = 3_600_000;

const sweep = async (incoming: string): Promise<void> => {
  for (const name of await readdir(incoming)) {
    const part = await stat(join(incoming, name)).catch(() => undefined);
    if (part !== undefined && part.mtimeMs < Date.now() - abandonedMs) await rm(join(incoming, name), { force: true });
  }
};

/** A folder that was not made yet, or is gone again, is empty. */
const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

async function* hashesIn(root: string): AsyncGenerator<string> {
  for (const first of await namesIn(root)) {
    if (!/^[0-9a-f]{2}$/.test(first)) continue;
    for (const second of await namesIn(join(root, first))) yield* await namesIn(join(root, first, second));
  }
}

/**
 * Blobs as files `ab/cd/abcd…` under one folder. A file gets its name only when it is whole and synced; its folder is synced then too,
 * so a power cut leaves either the blob or nothing (and a stray file in `incoming`, swept by a later start).
 */
export const folderBlobs = async (root: string): Promise<Blobs> => {
  const incoming = join(root, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await sweep(incoming);

  const folderOf = (hash: string): string => join(root, hash.slice(0, 2), hash.slice(2, 4));
  const fileOf = (hash: string): string => join(folderOf(checkedHash(hash)), hash);
  const has = (hash: string): Promise<boolean> =>
    access(fileOf(hash)).then(
      () => true,
      () => false,
    );
  const place = async (hash: string, bytes: Uint8Array): Promise<void> => {
    const folder = folderOf(hash);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const part = join(incoming, `${hash}.${randomUUID()}`);
    try {
      await writeSynced(part, bytes);
      await rename(part, fileOf(hash));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await syncFolder(folder);
    // New folders are entries of their parents, which must not be lost either.
    if (made !== undefined) for (const parent of [join(root, hash.slice(0, 2)), root]) await syncFolder(parent);
  };

  return {
    put: async (ciphertext) => {
      const hash = hashOf(ciphertext);
      try {
        if (!(await has(hash))) await place(hash, ciphertext);
      } catch (error) {
        throw new StoreUnavailable('the blob could not be written', { cause: error });
      }
      return hash;
    },
    get: async (hash) => {
      try {
        const bytes = await readFile(fileOf(hash));
        if (hashOf(bytes) !== hash) throw new BlobDamaged(hash);
        return bytes;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    has,
    hashes: () => hashesIn(root),
    remove: async (hash) => {
      await rm(fileOf(hash), { force: true });
    },
  };
};
