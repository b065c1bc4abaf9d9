import { setTimeout as sleep } from 'node:timers/promises';
import { versionOf } from './generations.ts';
import type { Collection, ReadModels } from './read-models.ts';

/** Enough for other instances to switch, and for those of an older version to be upgraded. */
const usualGraceMs = 600_000;

/** Whoever fills a collection waits for nothing that long, but for a log whose owner is away. */
const usualAbandonedMs = 3_600_000;

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
  if (!(await rest(graceMs, signal))) return;
  const active = await models.active(name);
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
}

/**
 * Drops of the known collections what a rebuild has left behind that failed, or was cut off with its process: newer than the one in use, and not a step further after
 * an hour. It holds what it has read of people, and no erasure reaches it. Not at once: two instances may have filled the same one.
 */
export const dropAbandoned = async (
  { models, name, version, abandonedMs = usualAbandonedMs, signal, uses, open }: AbandonedOptions,
  known: readonly number[],
): Promise<void> => {
  const candidates = async (among: readonly number[]): Promise<readonly number[]> => {
    const active = await models.active(name);
    return among.filter((one) => active !== undefined && one > active && versionOf(one) === version && !uses(one));
  };
  const placeOf = async (generation: number): Promise<string> => JSON.stringify(await (await open(generation)).checkpoints());
  const before = new Map<number, string>();
  for (const one of await candidates(known)) before.set(one, await placeOf(one));
  if (before.size === 0 || !(await rest(abandonedMs, signal))) return;
  const there = new Set((await models.list()).flatMap((one) => (one.name === name ? [one.version] : [])));
  for (const one of await candidates([...before.keys()]))
    if (there.has(one) && (await placeOf(one)) === before.get(one)) await models.drop(name, one);
};
