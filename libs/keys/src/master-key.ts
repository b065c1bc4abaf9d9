import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The master key's file is missing, too open or malformed. The message names what to do, never the key. */
export class MasterKeyRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MasterKeyRefused';
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** A secret of our own making: 32 random bytes, base64, mode 0600, synced with its folder before anything rests on it. Where another instance was faster, its key stands. */
const createSecretFile = async (file: string): Promise<void> => {
  const part = `${file}.${randomUUID()}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(part, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(part);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Whether others may read a secret's file: anybody else where it is ours; all but its group where it was given to us, as Kubernetes mounts secrets (root's, mode 0440). */
export const isOpenToOthers = ({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean =>
  process.platform !== 'win32' && (mode & (uid === process.getuid?.() ? 0o077 : 0o027)) !== 0;

/**
 * Reads the master key (32 bytes, base64) from a file that nobody else may read. `create` makes it where it is not there:
 * right for a first start, wrong for a restore, where a new master key would open nothing.
 */
export const openMasterKey = async (file: string, options: { readonly create: boolean }): Promise<Uint8Array> => {
  const facts = await stat(file).catch(async (error: unknown) => {
    if (!isMissing(error)) throw error;
    if (!options.create) throw new MasterKeyRefused(`the master key is not there: ${file}`);
    await createSecretFile(file);
    return stat(file);
  });
  if (isOpenToOthers(facts)) throw new MasterKeyRefused(`others may read the master key; run: chmod 600 ${file}`);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new MasterKeyRefused(`the master key is not 32 bytes of base64: ${file}`);
  return key;
};
