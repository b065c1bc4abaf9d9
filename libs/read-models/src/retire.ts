import { setTimeout as sleep } from 'node:timers/promises';
import { versionOf } from './generations.ts';
import type { Collection, ReadModels } from './read-models.ts';

/** Enough for other instances to switch, and for those of an older version to be upgraded. */
const usualGraceMs = 600_000;

/** Whoever fills a collection waits for nothing that long, but for a log whose owner is away. */
const usualAbandonedMs = 3_600_000;
/** In that time. */
const enoughLooks = 60;

export interface RetireOptions {
  readonly models: Pick<ReadModels, 'active' | 'drop'>;
  readonly name: string;
  /** Default 10 min. */
  readonly graceMs: number | undefined;
  readonly signal: AbortSignal;
  /** True where this instance itself needs the collection. */
  uses(generation: number): boolean;
}

/** False where the signal came first. */
const rest = async (ms: number, signal: AbortSignal): Promise<boolean> => {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
};

/** Drops those of the known collections that are older than the one in use, unless the signal comes first: who reads them elsewhere, in another thread or instance, is given time to switch. */
export const retireOlder = async (
  { models, name, graceMs = usualGraceMs, signal, uses }: RetireOptions,
  known: readonly number[],
): Promise<void> => {
  let active = await models.active(name);
  for (;;) {
    if (!(await rest(graceMs, signal))) return;
    const now = await models.active(name);
    if (now === active) break;
    // They are given it from the switch on.
    active = now;
  }
  // Never what is newer than the one in use: another instance may be filling it.
  for (const old of known) if (active !== undefined && old < active && !uses(old)) await models.drop(name, old);
};

export interface AbandonedOptions extends Omit<RetireOptions, 'graceMs'> {
  readonly models: Pick<ReadModels, 'active' | 'drop' | 'list'>;
  /** Others' collections of this name are other code's. */
  readonly version: number;
  /** Default one hour. */
  readonly abandonedMs: number | undefined;
  open(generation: number): Promise<Collection>;
  /** False while an owner is away: then nobody could fill anything. */
  isCurrent(): boolean;
}

/** Of the known collections those that wait to come into use, and how far each is. */
const waitingOnes = async (
  { models, name, version, uses, open }: AbandonedOptions,
  known: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const active = await models.active(name);
  const there = (await models.list()).flatMap((one) => (one.name === name && known.includes(one.version) ? [one.version] : []));
  const places = new Map<number, string>();
  for (const one of there)
    if (active !== undefined && one > active && versionOf(one) === version && !uses(one))
      places.set(one, JSON.stringify(await (await open(one)).checkpoints()));
  return places;
};

/**
 * Drops of the known collections what a rebuild has left behind that failed, or was cut off with its process: newer than the one in use, and not a step further in an
 * hour during which it could have moved. It holds what it has read of people, and no erasure reaches it. Not at once: two instances may have filled the same one.
 */
export const dropAbandoned = async (options: AbandonedOptions, known: readonly number[]): Promise<void> => {
  const { models, name, abandonedMs = usualAbandonedMs, signal, isCurrent } = options;
  if (signal.aborted) return;
  let still = new Map<number, { readonly place: string; readonly looks: number }>();
  do {
    // Where the database does not answer, it is counted anew as well.
    const places = await waitingOnes(options, known).catch(() => undefined);
    if (places?.size === 0) return;
    const before = still;
    still = new Map();
    if (!places || !isCurrent()) continue;
    for (const [generation, place] of places) {
      const looks = before.get(generation)?.place === place ? (before.get(generation)?.looks ?? 0) + 1 : 0;
      if (looks < enoughLooks) still.set(generation, { place, looks });
      else await models.drop(name, generation).catch(() => still.set(generation, { place, looks: looks - 1 }));
    }
  } while (await rest(abandonedMs / enoughLooks, signal));
};
