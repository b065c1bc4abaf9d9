import { setTimeout as sleep } from 'node:timers/promises';
import { nameOfError } from './errors.ts';

export interface PatienceOptions {
  readonly signal: AbortSignal;
  /** Told of each failure by the error's name: its message may hold data. */
  failed(reason: string): void;
}

/** Until it works or the signal comes (undefined then): a database or an owner that is away only makes it wait, 100 ms at first and 2 s at most. */
export const patiently = async <T>(work: () => Promise<T>, { signal, failed }: PatienceOptions): Promise<T | undefined> => {
  for (let waitMs = 100; !signal.aborted; waitMs = Math.min(2_000, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!signal.aborted) failed(nameOfError(error));
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
};
