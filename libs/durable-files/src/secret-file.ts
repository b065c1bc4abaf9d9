import { stat } from 'node:fs/promises';
import { createDurably, readIfThere } from './durable-file.ts';

/** A secret's file is missing, or others may read it. The message names what to do, never the secret. */
export class SecretRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretRefused';
  }
}

/** Anybody else where it is ours; all but its group where it was given to us, as Kubernetes mounts secrets (root's, mode 0440). */
const isOpenToOthers = ({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean =>
  process.platform !== 'win32' && (mode & (uid === process.getuid?.() ? 0o077 : 0o027)) !== 0;

/**
 * Reads a secret from a file that nobody else may read. `make` makes its first content (mode 0600, synced with its folder) where it is not there: right for a
 * first start, wrong where it was to be given or restored, since another one would open nothing. Throws `SecretRefused`, which calls it `what`.
 */
export const openSecretFile = async (what: string, file: string, make?: () => string | Uint8Array): Promise<Buffer> => {
  let kept = await readIfThere(file);
  if (kept === undefined && make !== undefined) {
    await createDurably(file, make());
    // Where another instance was faster, its secret stands.
    kept = await readIfThere(file);
  }
  if (kept === undefined) throw new SecretRefused(`there is no file of ${what}: ${file}`);
  if (isOpenToOthers(await stat(file))) throw new SecretRefused(`others may read ${what}; run: chmod 600 ${file}`);
  return kept;
};
