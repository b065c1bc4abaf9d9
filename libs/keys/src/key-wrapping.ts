import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** A data key under the master key: AES-256-GCM, 12 bytes IV, 32 bytes, 16 bytes tag. The id is authenticated, so keys cannot be swapped between rows. */
export const wrapUnderMaster = (master: KeyObject, id: string, key: Uint8Array): Uint8Array => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', master, iv);
  cipher.setAAD(Buffer.from(id, 'utf8'));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
};

/** Throws where the master key is another one or the row was changed. */
export const unwrapUnderMaster = (master: KeyObject, id: string, wrapped: Uint8Array): Uint8Array => {
  const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(id, 'utf8'));
  decipher.setAuthTag(wrapped.subarray(wrapped.length - tagBytes));
  return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, wrapped.length - tagBytes)), decipher.final()]);
};

/** Whether it was this master key that wrapped it. */
export const isWrappedUnder = (master: KeyObject, id: string, wrapped: Uint8Array): boolean => {
  try {
    unwrapUnderMaster(master, id, wrapped);
    return true;
  } catch {
    return false;
  }
};
