import { randomBytes } from 'node:crypto';
import { readIfThere, writeDurably } from './durable-file.ts';

/** The secret under which command ids are derived from idempotency keys: made once, kept, so that a key holds across restarts. */
export const openCommandSecret = async (file: string): Promise<Uint8Array> => {
  const kept = await readIfThere(file);
  if (kept?.length === 32) return kept;
  if (kept) throw new Error('the command secret is damaged');
  const made = randomBytes(32);
  await writeDurably(file, made);
  return made;
};
