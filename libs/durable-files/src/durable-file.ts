import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Undefined where the file is not there. */
export const readIfThere = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(file);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

const writeSynced = async (file: string, content: Uint8Array | string): Promise<void> => {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Written and synced under a name of this process alone, then put where it belongs. */
const writeAside = async (file: string, content: Uint8Array | string, place: (aside: string) => Promise<void>): Promise<void> => {
  const aside = `${file}.${randomUUID()}.next`;
  try {
    await writeSynced(aside, content);
    await place(aside);
  } catch (error) {
    // A start is tried again and again, and what it writes may be a secret.
    await unlink(aside).catch(() => undefined);
    throw error;
  }
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Either the old content or the new one, synced; readable by the owner only. */
export const writeDurably = (file: string, content: Uint8Array | string): Promise<void> =>
  writeAside(file, content, (aside) => rename(aside, file));

/** The same where there is no such file; where another instance was faster, what it wrote stands. */
export const createDurably = (file: string, content: Uint8Array | string): Promise<void> =>
  writeAside(file, content, async (aside) => {
    await link(aside, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await unlink(aside);
  });
