import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';

const Kept = z.object({ jwks: z.array(z.record(z.string(), z.unknown())).min(1), cookieKeys: z.array(z.string().min(16)).min(1) });

export interface IssuerKeys {
  readonly jwks: readonly JWK[];
  readonly cookieKeys: readonly string[];
}

const create = async (): Promise<IssuerKeys> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomBytes(8).toString('hex') };
  return { jwks: [jwk], cookieKeys: [randomBytes(32).toString('base64url')] };
};

/** The signing key of the trial, made once: tokens stay valid when the trial is started again. */
export const issuerKeys = async (dataDirectory: string): Promise<IssuerKeys> => {
  const directory = join(dataDirectory, 'trial-issuer');
  const file = join(directory, 'keys.json');
  try {
    return Kept.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Error('the keys of the trial issuer cannot be read', { cause: error });
  }
  const keys = await create();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const handle = await open(`${file}.new`, 'w', 0o600);
  await handle.writeFile(JSON.stringify(keys));
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
  return keys;
};
