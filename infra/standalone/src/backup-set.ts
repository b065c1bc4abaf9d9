import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/**
 * In this order, downstream first: whatever a later one has besides is a cause whose effect is not there yet, and that is caught up with.
 * The other way round an effect could stand there without its cause.
 */
export const storesInOrder = ['tracking', 'notify', 'workflow', 'intake'] as const;

/** Files copied as they are, after the stores: what a service's ids, tokens and codes rest on. */
export const secretFiles = ['intake/secrets.json', 'workflow/command-secret'] as const;

/** What must not be in a backup, and is taken from the old folder where there is one: keys to it, what was erased since, what was given and accepted since. */
export const outsideBackups = ['intake/master.key', 'erasures', 'workflow/epochs.json', 'simulator'] as const;

export const Manifest = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime({ offset: true }),
  stores: z.record(z.string(), z.object({ epoch: z.string(), head: z.int() })),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});
export type Manifest = z.infer<typeof Manifest>;
export const manifestName = 'manifest.json';

export const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/** Every file below a folder, as paths relative to it, the manifest left out. */
export const filesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .filter((name) => name !== manifestName)
        .sort()
    : [];
