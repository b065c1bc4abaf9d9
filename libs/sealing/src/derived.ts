import { createHmac, type Hmac, hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { keyObjectOf } from './key-objects.ts';

type Secret = Uint8Array | string;

const hmacKey = (secret: Secret) => (typeof secret === 'string' ? secret : keyObjectOf(secret));
/** HMAC-SHA-256 over the parts, each closed by a NUL, so that `a‖bc` and `ab‖c` differ. A NUL inside a part is refused. */
const hmac = (secret: Secret, parts: readonly string[]): Hmac => {
  for (const part of parts) if (part.includes('\0')) throw new RangeError('a part with a NUL');
  return createHmac('sha256', hmacKey(secret)).update(`${parts.join('\0')}\0`, 'utf8');
};

/** The capability in the QR: 256 bits, base64url (43 characters), from the dossier, its generation and a secret only intake holds. */
export const trackingToken = (secret: Secret, dossierId: string, generation: number): string =>
  hmac(secret, ['tracking', dossierId, String(generation)]).digest('base64url');

/** What events and read models keep of a token: SHA-256, hex. */
export const tokenHashOf = (token: string): string => hash('sha256', token, 'hex');

/** HMAC-SHA-256 (hex) of a check's digits under the dossier's salt. */
export const checkHash = (salt: string, digits: string): string => createHmac('sha256', salt).update(digits, 'utf8').digest('hex');

/** HMAC-SHA-256 (hex) of the value's canonical JSON (RFC 8785) under a key: equal bodies compare, erasure of the key forgets. */
export const fingerprintOf = (key: Secret, value: unknown): string =>
  createHmac('sha256', hmacKey(key))
    .update(canonicalize(value) ?? 'undefined', 'utf8')
    .digest('hex');

/** The same secret and parts, the same id: a UUIDv8 (RFC 9562) from the first 128 bits of the HMAC. */
export const uuidFromHmac = (secret: Secret, ...parts: readonly string[]): string => {
  const hex = hmac(secret, parts).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] as string, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Who a person is to us: HMAC (hex) of the national id or passport, so that one person's dossiers are found and erased together. */
export const subjectIdOf = (secret: Secret, identity: string): string => hmac(secret, ['subject', identity]).digest('hex');

// Crockford's alphabet: no I, L, O, U, so a code read out on the phone is written down right.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * `YC-7K3M-9QXD-2F4H`: 60 bits from the dossier id. The id is public (the neighbours' feed has it) and the code is half of a look-up,
 * so it takes a secret to get from one to the other.
 */
export const requestCodeOf = (secret: Secret, dossierId: string): string => {
  const bits = hmac(secret, ['request-code', dossierId]).digest();
  const letters = Array.from({ length: 12 }, (_, index) => alphabet[bits.readUInt8(index) & 31]).join('');
  return `YC-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};
