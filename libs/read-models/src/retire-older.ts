import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadModels } from './read-models.ts';

/** Enough for other instances to switch, and for those of an older version to be upgraded. */
const usualGraceMs = 600_000;

export interface RetireOptions {
  readonly models: Pick<ReadModels, 'active' | 'drop'>;
  readonly name: string;
  /** Default 10 min. */
  readonly graceMs: number | undefined;
  readonly signal: AbortSignal;
  /** True where this instance itself needs the collection. */
  uses(generation: number): boolean;
}

/** Drops those of the known collections that are older than the one in use, unless the signal comes first: who reads them elsewhere, in another thread or instance, is given time to switch. */
export const retireOlder = async (
  { models, name, graceMs = usualGraceMs, signal, uses }: RetireOptions,
  known: readonly number[],
): Promise<void> => {
  await sleep(graceMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return;
  const active = await models.active(name);
  // Never what is newer than the one in use: another instance may be filling it.
  for (const old of known) if (active !== undefined && old < active && !uses(old)) await models.drop(name, old);
};
