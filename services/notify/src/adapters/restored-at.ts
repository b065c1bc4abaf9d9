import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EventStore } from '@motcua/es';
import { z } from 'zod';

/** The epoch under which the store was opened last; `restoredAt` (ms since 1970) where that epoch followed another one. */
const Seen = z.object({ epoch: z.string(), restoredAt: z.int().optional() });
type Seen = z.infer<typeof Seen>;

/**
 * When the store was first opened after a restore, undefined where it never was restored. Kept in a file beside the store and outside of backups: a store with
 * another epoch, or with a past and no such file, was restored.
 */
export const openRestoredAt = async (file: string, store: Pick<EventStore, 'epoch' | 'head'>, now: number): Promise<number | undefined> => {
  const seen = existsSync(file) ? Seen.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  if (seen?.epoch === store.epoch) return seen.restoredAt;
  const isNew = seen === undefined && (await store.head()) === 0;
  const next: Seen = { epoch: store.epoch, ...(isNew ? {} : { restoredAt: now }) };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.${process.pid}.next`, JSON.stringify(next), { mode: 0o600, flush: true });
  renameSync(`${file}.${process.pid}.next`, file);
  return next.restoredAt;
};
