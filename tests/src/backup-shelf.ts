import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { motcua } from './system.ts';

/** Where a test lays its backups, and the identity that opens them. */
export interface BackupShelf {
  readonly recipient: string;
  /** The file of the identity. */
  readonly identity: string;
  /** An empty folder each time. */
  place(): string;
  dispose(): void;
}

export const backupShelf = async (): Promise<BackupShelf> => {
  const root = mkdtempSync(join(tmpdir(), 'motcua-restore-'));
  const identity = join(root, 'identity');
  const { output } = await motcua('backup', '--new-identity', identity);
  const recipient = /^age1\w+$/m.exec(output)?.[0];
  if (recipient === undefined) throw new Error(`no identity was made: ${output}`);
  return {
    recipient,
    identity,
    place: () => mkdtempSync(join(root, 'drill-')),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
};
