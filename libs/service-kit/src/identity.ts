import { hash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Officer } from './caller.ts';
import { Problem } from './problem.ts';

/** Turns a bearer token into an officer. Throws 401, or 503 where the issuer's keys cannot be had. */
export interface Identity {
  officer(token: string): Officer | Promise<Officer>;
}

export const apiAudience = 'urn:motcua:api';

const Claims = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().max(200).optional(),
  agency: z.string().min(1).max(50),
  unit: z.string().min(1).max(100).optional(),
  roles: z.array(z.string().max(50)).max(50).default([]),
  exp: z.number(),
});

const unauthenticated = () => new Problem('unauthenticated');
const issuerAway = () => new Problem('unavailable', 503, { detail: 'the identity provider does not answer', retryAfter: 2 });

/** Asymmetric ones only: nobody signs with a public key. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

const discover = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(3_000), redirect: 'error' });
  if (!response.ok) throw issuerAway();
  const { jwks_uri } = z.object({ jwks_uri: z.url() }).parse(await response.json());
  return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: 3_000, cooldownDuration: 10_000, cacheMaxAge: 600_000 });
};

/** Verdicts about the token itself; anything else means that the keys could not be had. */
const isVerdict = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys;

/** Officers of one issuer. Its keys are fetched when the first token comes, so that it may start later than we do (in one process it is ourselves). */
export const oidcIdentity = (issuer: string, audience: string = apiAudience): Identity => {
  const verified = new LRUCache<string, { officer: Officer; until: number }>({ max: 5_000 });
  let keys: Promise<JWTVerifyGetKey> | undefined;

  const keySet = (): Promise<JWTVerifyGetKey> => {
    keys ??= discover(issuer).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };

  /** Saves the issuer from being asked because of garbage. */
  const assertPlausible = (token: string): void => {
    try {
      if (decodeJwt(token).iss === issuer) return;
    } catch {}
    throw unauthenticated();
  };

  const verify = async (token: string, key: string): Promise<Officer> => {
    assertPlausible(token);
    try {
      const { payload } = await jwtVerify(token, await keySet(), { issuer, audience, algorithms, clockTolerance: 5 });
      const claims = Claims.safeParse(payload);
      if (!claims.success) throw unauthenticated();
      const { sub, name, agency, unit, roles, exp } = claims.data;
      const officer: Officer = { kind: 'officer', id: sub, name: name ?? sub, agency, roles, ...(unit === undefined ? {} : { unit }) };
      verified.set(key, { officer, until: exp * 1000 });
      return officer;
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw isVerdict(error) ? unauthenticated() : issuerAway();
    }
  };

  return {
    officer(token) {
      const key = hash('sha256', token, 'base64');
      const known = verified.get(key);
      if (known && known.until > Date.now()) return known.officer;
      return verify(token, key);
    },
  };
};
