import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { openSecretFile, SecretRefused } from '@motcua/durable-files';
import { z } from 'zod';
import type { IntakeSecrets } from '../application/ports.ts';

const Secret = z.string().regex(/^[\w-]{43}$/, '32 bytes, base64url');
const PrivateJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: Secret, d: Secret });

/** The file of intake's secrets. New ones of a ring are put in front; nothing is ever changed in place. */
const SecretsFile = z.strictObject({
  ids: Secret,
  subjects: Secret,
  codes: Secret,
  tracking: z.array(z.strictObject({ id: z.string().min(1).max(64), secret: Secret })).min(1),
  signing: z.array(z.strictObject({ kid: z.string().min(1).max(64), jwk: PrivateJwk })).min(1),
});
export type SecretsFile = z.infer<typeof SecretsFile>;

const secret = (): string => randomBytes(32).toString('base64url');

/** Random secrets for a first start. */
export const newSecrets = (): SecretsFile => {
  const name = new Date().toISOString().slice(0, 10);
  const jwk = PrivateJwk.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
  return { ids: secret(), subjects: secret(), codes: secret(), tracking: [{ id: name, secret: secret() }], signing: [{ kid: name, jwk }] };
};

const made = (): string => `${JSON.stringify(newSecrets(), undefined, 2)}\n`;

/**
 * Reads the secrets (mode 0600), on which ids, tokens and codes rest. `create` makes them where they are not there: right for a first start in a folder of its own,
 * wrong where they were to be given, since every instance would make others. Throws `SecretRefused`.
 */
export const openSecrets = async (file: string, options: { readonly create: boolean }): Promise<SecretsFile> => {
  const kept = await openSecretFile('the secrets', file, options.create ? made : undefined);
  let content: unknown;
  try {
    content = JSON.parse(kept.toString('utf8'));
  } catch {
    throw new SecretRefused(`the secrets are no JSON: ${file}`);
  }
  const parsed = SecretsFile.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new SecretRefused(`the secrets are malformed at ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}: ${file}`);
};

const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64url');

export const intakeSecrets = ({ ids, subjects, codes, tracking }: SecretsFile): IntakeSecrets => ({
  ids: bytes(ids),
  subjects: bytes(subjects),
  codes: bytes(codes),
  tracking: tracking.map(({ id, secret: text }) => ({ id, secret: bytes(text) })),
});
