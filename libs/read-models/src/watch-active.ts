import { setTimeout as sleep } from 'node:timers/promises';
import type { BusLogger } from '@motcua/bus';
import { nameOfError } from './errors.ts';
import { versionOf } from './generations.ts';
import type { ReadModels } from './read-models.ts';

export interface WatchActiveOptions {
  readonly models: Pick<ReadModels, 'active'>;
  readonly name: string;
  /** Another version is other code's: it is not joined. */
  readonly version: number;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
  /** The collection that is kept up to date here to serve. */
  serving(): number;
  join(active: number): Promise<void>;
  /** Told each time whether the database has answered. */
  onAsked(answers: boolean): void;
}

/** How often it is looked whether another instance has switched. */
const watchMs = 500;

/** Until the signal: joins the collection that is in use wherever it is another than the one that serves here. */
export const watchActive = async ({ models, name, version, logger, signal, serving, join, onAsked }: WatchActiveOptions): Promise<void> => {
  const ask = async (): Promise<number | undefined> => {
    try {
      const active = await models.active(name);
      onAsked(true);
      return active;
    } catch (error) {
      onAsked(false);
      throw error;
    }
  };
  while (!signal.aborted) {
    await sleep(watchMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const before = serving();
    try {
      const active = await ask();
      // Asked again: this instance may have switched while the database was asked.
      if (active !== undefined && versionOf(active) === version && active !== before && serving() === before) await join(active);
    } catch (error) {
      logger.warn('a projection looks again for a switch', { projection: name, reason: nameOfError(error) });
    }
  }
};
