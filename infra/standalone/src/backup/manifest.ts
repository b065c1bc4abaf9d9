import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@motcua/contracts';
import { canonicalJson } from '@motcua/es';
import { z } from 'zod';
import { factsOf } from './part.ts';

/** Raised whenever an older `restore` would misread a set. */
export const format = 2;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** What a set says of itself, in clear: nothing in it is secret or personal. */
export const Manifest = z.strictObject({
  system: z.literal('motcua'),
  format: z.literal(format),
  province: z.string(),
  madeAt: z.iso.datetime({ offset: true }),
  encryption: z.enum(['age', 'none']),
  /** Of each log: the store's epoch, the position of the last event, how many events there are up to it, and the hash of that last one (`''` of none). */
  logs: z.record(z.enum(services), z.strictObject({ epoch: z.string(), head: count, events: count, hash: z.string() })),
  keys: count,
  blobs: count,
  /** By file name: size and SHA-256 as it lies there. */
  parts: z.record(z.string().regex(/^[a-z.]+$/), z.strictObject({ bytes: count, sha256: Hash })),
});
export type Manifest = z.infer<typeof Manifest>;

const Stored = Manifest.extend({ digest: Hash });
const manifestName = 'manifest.json';

/** What makes two sets the same one. */
export const digestOf = (manifest: Manifest): string => createHash('sha256').update(canonicalJson(manifest)).digest('hex');

/** Last of all: a set without one was cut off. */
export const writeManifest = (folder: string, manifest: Manifest): void =>
  writeFileSync(join(folder, manifestName), `${JSON.stringify({ ...manifest, digest: digestOf(manifest) }, undefined, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Throws in one line where the folder holds no whole set of this system, this format and this province. */
export const readManifest = (folder: string, province: string): Manifest => {
  const file = join(folder, manifestName);
  if (!existsSync(file)) throw new Error(`${folder} is no finished backup: it has no ${manifestName}`);
  const content = parsed(readFileSync(file, 'utf8'));
  const claimed = z.looseObject({ system: z.literal('motcua'), format: z.int() }).safeParse(content);
  if (!claimed.success) throw new Error(`${file} is not the manifest of a backup of this system`);
  if (claimed.data.format !== format)
    throw new Error(`${folder} is a backup of format ${claimed.data.format}; this version reads ${format}`);
  const stored = Stored.safeParse(content);
  const { digest, ...manifest } = stored.data ?? { digest: '' };
  if (!stored.success || digestOf(manifest as Manifest) !== digest) throw new Error(`${file} is damaged`);
  if (stored.data.province !== province)
    throw new Error(`${folder} is a backup of the province ${stored.data.province}; MOTCUA_PROVINCE says ${province}`);
  return manifest as Manifest;
};

/** Looks at every part as it lies there. Throws in one line, naming the first that is not what was written. */
export const verifyParts = async (folder: string, { parts }: Manifest): Promise<void> => {
  for (const [name, { bytes, sha256 }] of Object.entries(parts)) {
    const file = join(folder, name);
    if (!existsSync(file)) throw new Error(`the backup lacks ${name}`);
    const { size } = statSync(file);
    if (size !== bytes) throw new Error(`${name} is not the file that was backed up: it has ${size} bytes instead of ${bytes}`);
    if ((await factsOf(file)).sha256 !== sha256) throw new Error(`${name} is not the file that was backed up: its SHA-256 differs`);
  }
};
