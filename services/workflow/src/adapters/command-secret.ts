import { randomBytes } from 'node:crypto';
import { createDurably, readIfThere } from './durable-file.ts';

/** Makes the secret where it is not there. */
export const createCommandSecret = (file: string): Promise<void> => createDurably(file, randomBytes(32));

/**
 * The secret under which command ids are derived from idempotency keys: kept, so that a key holds across restarts. `create` makes it where it is not there: wrong
 * where it was to be given, since with each instance's own a command sent again would be carried out again.
 */
export const openCommandSecret = async (file: string, options: { readonly create: boolean }): Promise<Uint8Array> => {
  if (options.create && !(await readIfThere(file))) await createCommandSecret(file);
  const kept = await readIfThere(file);
  if (kept === undefined) throw new Error(`the command secret is not there: ${file}`);
  if (kept.length !== 32) throw new Error(`the command secret is not 32 bytes: ${file}`);
  return kept;
};
