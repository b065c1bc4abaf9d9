import { CompactSign, importJWK } from 'jose';
import type { Signer } from '../application/ports.ts';
import type { SecretsFile } from './secrets-file.ts';

/** Signs with the newest key; every key's public half stays in the JWKS, so that old certificates still verify. */
export const jwsSigner = async (signing: SecretsFile['signing']): Promise<Signer> => {
  const [newest] = signing;
  if (!newest) throw new RangeError('no signing key');
  const key = await importJWK({ ...newest.jwk, alg: 'EdDSA' });
  return {
    sign: (claims, type) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'EdDSA', kid: newest.kid, typ: type })
        .sign(key),
    jwks: { keys: signing.map(({ kid, jwk: { kty, crv, x } }) => ({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' })) },
  };
};
