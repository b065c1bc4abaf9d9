import { randomBytes } from 'node:crypto';
import { openSecretFile, SecretRefused } from '@motcua/durable-files';

const made = (): Uint8Array => randomBytes(32);

/**
 * The secret under which command ids are derived from idempotency keys: kept, so that a key holds across restarts. `create` makes it where it is not there: wrong
 * where it was to be given, since with each instance's own a command sent again would be carried out again. Throws `SecretRefused`.
 */
export const openCommandSecret = async (file: string, options: { readonly create: boolean }): Promise<Uint8Array> => {
  const kept = await openSecretFile('the command secret', file, options.create ? made : undefined);
  if (kept.length !== 32) throw new SecretRefused(`the command secret is not 32 bytes: ${file}`);
  return kept;
};
