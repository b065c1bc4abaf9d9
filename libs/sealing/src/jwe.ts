import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import { keyObjectOf } from './key-objects.ts';

/** The block does not open: another key, changed bytes, or no JWE of ours. Says nothing about what is inside. */
export class UnsealFailed extends Error {
  constructor(options?: ErrorOptions) {
    super('a sealed block does not open with this key', options);
    this.name = 'UnsealFailed';
  }
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

// One call into the random source serves many seals: the call costs more than the bytes.
const pool = Buffer.alloc(ivBytes * 512);
let used = pool.length;
const nextIv = (): Buffer => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const iv = Buffer.from(pool.subarray(used, used + ivBytes));
  used += ivBytes;
  return iv;
};

// A dossier's blocks share one protected header; a small table spares the serialisation.
const headers = new Map<string, string>();
const headerOf = (kid: string): string => {
  const known = headers.get(kid);
  if (known !== undefined) return known;
  const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid })).toString('base64url');
  if (headers.size >= 256) headers.clear();
  headers.set(kid, header);
  return header;
};

/** A fresh 256-bit data key. */
export const newDataKey = (): Uint8Array => randomBytes(keyBytes);

/**
 * Seals a JSON value as compact JWE (RFC 7516), `alg: dir`, `enc: A256GCM`.
 * `key`: 32 bytes. `kid`: whose key it is, usually the dossier id; it stands in clear and is authenticated.
 */
export const seal = (value: unknown, key: Uint8Array, kid: string): string => {
  const header = headerOf(kid);
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', keyObjectOf(key), iv);
  cipher.setAAD(Buffer.from(header, 'ascii'));
  const sealed = cipher.update(JSON.stringify(value), 'utf8', 'base64url') + cipher.final('base64url');
  return `${header}..${iv.toString('base64url')}.${sealed}.${cipher.getAuthTag().toString('base64url')}`;
};

/** Opens what `seal` wrote. Throws `UnsealFailed`; the shape of the value is the caller's to check. */
export const unseal = <T>(jwe: string, key: Uint8Array): T => {
  const [header, wrapped, iv, sealed, tag, ...rest] = jwe.split('.');
  if (!header || wrapped !== '' || !iv || sealed === undefined || !tag || rest.length > 0) throw new UnsealFailed();
  try {
    const { alg, enc } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { alg?: unknown; enc?: unknown };
    if (alg !== 'dir' || enc !== 'A256GCM') throw new UnsealFailed();
    const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(key), Buffer.from(iv, 'base64url'), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(header, 'ascii'));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return JSON.parse(decipher.update(sealed, 'base64url', 'utf8') + decipher.final('utf8')) as T;
  } catch (error) {
    throw error instanceof UnsealFailed ? error : new UnsealFailed({ cause: error });
  }
};

/** Whose key a sealed block needs; undefined where it is none of ours. Not authenticated until it is opened. */
export const kidOf = (jwe: string): string | undefined => {
  try {
    const { kid } = JSON.parse(Buffer.from(jwe.slice(0, jwe.indexOf('.')), 'base64url').toString('utf8')) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
};

/** Wraps a key under another one, as a JWE like any other sealed value. */
export const wrapKey = (key: Uint8Array, under: Uint8Array, kid: string): string =>
  seal(Buffer.from(key).toString('base64url'), under, kid);
export const unwrapKey = (jwe: string, under: Uint8Array): Uint8Array => Buffer.from(unseal<string>(jwe, under), 'base64url');

/** Seals bytes (a photo, a PDF): 12 bytes IV, ciphertext, 16 bytes tag. */
export const sealBytes = (bytes: Uint8Array, key: Uint8Array): Uint8Array => {
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', keyObjectOf(key), iv);
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
};

/** Opens what `sealBytes` wrote. Throws `UnsealFailed`. */
export const unsealBytes = (sealed: Uint8Array, key: Uint8Array): Uint8Array => {
  if (sealed.length < ivBytes + tagBytes) throw new UnsealFailed();
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(key), sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes)), decipher.final()]);
  } catch (error) {
    throw new UnsealFailed({ cause: error });
  }
};
