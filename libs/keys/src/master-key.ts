import { randomBytes } from 'node:crypto';
import { openSecretFile, SecretRefused } from '@motcua/durable-files';

/** The master key is not the one. The message never holds the key. */
export class MasterKeyRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MasterKeyRefused';
  }
}

const make = (): string => `${randomBytes(32).toString('base64')}\n`;

/**
 * Reads the master key (32 bytes, base64) from a file that nobody else may read. `create` makes it where it is not there:
 * right for a first start, wrong for a restore, where a new master key would open nothing. Throws `SecretRefused`.
 */
export const openMasterKey = async (file: string, options: { readonly create: boolean }): Promise<Uint8Array> => {
  const kept = await openSecretFile('the master key', file, options.create ? make : undefined);
  const key = Buffer.from(kept.toString('utf8').trim(), 'base64');
  if (key.length !== 32) throw new SecretRefused(`the master key is not 32 bytes of base64: ${file}`);
  return key;
};
