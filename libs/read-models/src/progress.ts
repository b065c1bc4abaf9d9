import type { FeedBatch, LogPosition } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import { conditions } from './conditions.ts';
import type { Checkpoints } from './read-models.ts';

/** How far a collection is, by source: written positions, and the last moment at which the owner had nothing more. */
export interface ProgressOf {
  readonly position: (source: ServiceName | string) => number;
  readonly headAt: () => number | undefined;
  /** True: all up to this position is written, or the source is none of ours. */
  readonly hasPassed: (source: ServiceName | string, position: number) => boolean;
  written(checkpoints: Checkpoints, batches: readonly FeedBatch[]): void;
  /** Resolves true when `passed` says so, false after `timeoutMs` or with the signal. */
  wait(passed: () => boolean, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
}

export const progressOf = (sources: readonly ServiceName[], start: Checkpoints): ProgressOf => {
  const positions = new Map<string, LogPosition>(Object.entries(start));
  const heads = new Map<string, number>();
  const { check, wait } = conditions();
  const position = (source: string): number => positions.get(source)?.position ?? 0;
  return {
    position,
    hasPassed: (source, wanted) => !sources.some((own) => own === source) || position(source) >= wanted,
    headAt() {
      const known = sources.map((source) => heads.get(source));
      return known.every((at) => at !== undefined) ? Math.min(...known) : undefined;
    },
    written(checkpoints, batches) {
      for (const [source, at] of Object.entries(checkpoints)) positions.set(source, at);
      for (const { source, headAt } of batches) if (headAt !== undefined) heads.set(source, headAt);
      check();
    },
    wait,
  };
};
