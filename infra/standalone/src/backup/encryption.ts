import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** Bytes on their way, as web streams: what the library of the format speaks. */
type Bytes = ReadableStream<Uint8Array>;

export interface Encryption {
  /** `age`: the format of age-encryption.org; `none`: the operator said so. */
  readonly name: 'age' | 'none';
  encrypt(plain: Bytes): Promise<Bytes>;
}
export type Decrypt = (stored: Bytes) => Promise<Bytes>;

/** A recipient or an identity that is none; one line, without the secret. */
export class IdentityRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IdentityRefused';
  }
}

export const plain: Encryption = { name: 'none', encrypt: async (stream) => stream };
export const asItIs: Decrypt = async (stream) => stream;

/** Whoever holds one of these recipients' identities can open what is written. A new file key for each stream. */
export const forRecipients = (recipients: readonly string[]): Encryption => {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw new IdentityRefused(`not a recipient (age1…): ${recipient.slice(0, 16)}`, { cause: error });
    }
  }
  return { name: 'age', encrypt: (stream) => encrypter.encrypt(stream) };
};

/** As `age-keygen` writes it: comments, and a secret key a line. Throws `IdentityRefused`. */
export const byIdentitiesIn = (file: string): Decrypt => {
  if (!existsSync(file)) throw new IdentityRefused(`the identity is not there: ${file}`);
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new IdentityRefused(`others may read the identity; run: chmod 600 ${file}`);
  const decrypter = new Decrypter();
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const line of lines.map((one) => one.trim()).filter((one) => one !== '' && !one.startsWith('#'))) {
    try {
      decrypter.addIdentity(line);
    } catch (error) {
      throw new IdentityRefused(`${file} holds something else than identities (AGE-SECRET-KEY-…)`, { cause: error });
    }
  }
  return async (stream) => {
    try {
      return await decrypter.decrypt(stream);
    } catch (error) {
      throw new IdentityRefused(`no identity in ${file} opens this backup`, { cause: error });
    }
  };
};

/** Makes an identity (mode 0600) where there is none, as `age-keygen -o FILE` does. Answers its recipient. */
export const createIdentity = async (file: string): Promise<string> => {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  writeFileSync(file, `# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return recipient;
};
