import { randomBytes } from 'node:crypto';
import { createDurably, readIfThere } from './durable-file.ts';

/** The secret under which command ids are derived from idempotency keys: made once, kept, so that a key holds across restarts. */
export const openCommandSecret = async (file: string): Promise<Uint8Array> => {
  if (!(await readIfThere(file))) await createDurably(file, randomBytes(32));
  const kept = await readIfThere(file);
  if (kept?.length !== 32) throw new Error('the command secret is damaged');
  return kept;
};
