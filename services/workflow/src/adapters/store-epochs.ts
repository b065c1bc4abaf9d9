import { readIfThere, writeDurably } from '@motcua/durable-files';
import type { EventStore } from '@motcua/es';
import { dateOf } from '@motcua/legal-clock';
import { z } from 'zod';
import type { Restored } from '../application/give-code.ts';

export interface SeenEpoch {
  readonly epoch: string;
  /** Local date on which it was seen first. */
  readonly on: string;
  /** Last position that was there then. */
  readonly head: number;
}
const SeenEpochs = z.array(z.object({ epoch: z.string(), on: z.iso.date(), head: z.int().nonnegative() })).min(1);

/** Epochs this service has seen, oldest first, kept beside the store and outside its backups. */
export interface EpochMemory {
  seen(): Promise<readonly SeenEpoch[]>;
  /** Keeps all of them, of which the first so many were seen; false where another instance has kept some of the others meanwhile. */
  keep(all: readonly SeenEpoch[], seen: number): Promise<boolean>;
}

export const fileEpochs = (file: string): EpochMemory => ({
  seen: async () => {
    const kept = await readIfThere(file);
    return kept ? SeenEpochs.parse(JSON.parse(kept.toString('utf8'))) : [];
  },
  keep: async (all) => {
    await writeDurably(file, JSON.stringify(all));
    return true;
  },
});

/** What a memory holds goes to another one that is still empty. Throws where that has begun with something else: restores that it does not know of would count for nothing. */
export const takeOver = async (from: EpochMemory, to: EpochMemory): Promise<void> => {
  const kept = await from.seen();
  if (kept.length === 0) return;
  if ((await to.seen()).length === 0) await to.keep(kept, 0);
  const there = await to.seen();
  if (!kept.every(({ epoch }, index) => there[index]?.epoch === epoch))
    throw new Error('the database of the epochs was begun without those that are kept in the file; drop it and start this instance first');
};

/** A new epoch means the store was restored: codes given after the backup are then unknown here and must not be given again. */
export const openEpochs = async (memory: EpochMemory, store: EventStore, now: number): Promise<Restored | undefined> => {
  const seen = await memory.seen();
  const head = await store.head();
  // Without a memory a store with a past is a restored one as well.
  const before = seen.length === 0 && head > 0 ? [{ epoch: '', on: dateOf(now), head: 0 }] : seen;
  const all = before.at(-1)?.epoch === store.epoch ? before : [...before, { epoch: store.epoch, on: dateOf(now), head }];
  if (all.length !== seen.length && !(await memory.keep(all, seen.length))) return openEpochs(memory, store, now);
  const last = all.at(-1);
  return last && all.length > 1 ? { times: all.length - 1, on: last.on, head: last.head } : undefined;
};
