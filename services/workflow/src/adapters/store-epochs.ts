import type { EventStore } from '@motcua/es';
import { dateOf } from '@motcua/legal-clock';
import { z } from 'zod';
import type { Restored } from '../application/give-code.ts';
import { readIfThere, writeDurably } from './durable-file.ts';

const Epochs = z.array(z.object({ epoch: z.string(), on: z.iso.date(), head: z.int().nonnegative() })).min(1);

/**
 * Epochs this service has seen, kept beside the store and outside its backups. A new one means the store was restored:
 * codes given after the backup are then unknown here and must not be given again.
 */
export const openEpochs = async (file: string, store: EventStore, now: number): Promise<Restored | undefined> => {
  const kept = await readIfThere(file);
  const seen = kept ? Epochs.parse(JSON.parse(kept.toString('utf8'))) : [];
  const head = await store.head();
  // Without this file a store with a past is a restored one as well.
  const before = seen.length === 0 && head > 0 ? [{ epoch: '', on: dateOf(now), head: 0 }] : seen;
  const all = before.at(-1)?.epoch === store.epoch ? before : [...before, { epoch: store.epoch, on: dateOf(now), head }];
  if (all.length !== seen.length) await writeDurably(file, JSON.stringify(all));
  const last = all.at(-1);
  return last && all.length > 1 ? { times: all.length - 1, on: last.on, head: last.head } : undefined;
};
