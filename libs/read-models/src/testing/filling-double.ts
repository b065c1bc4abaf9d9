import type { Filling } from '../filling.ts';
import { declarationOf } from '../held-document.ts';
import { memoryReadModels } from '../memory-read-models.ts';
import { progressOf } from '../progress.ts';
import type { Checkpoints } from '../read-models.ts';
import { tally } from './tally.ts';

export interface FillingDouble extends Filling {
  readonly parked: Set<string>;
  readonly stopped: boolean;
  /** Resolves when it is stopped. */
  readonly untilStopped: Promise<void>;
  /** As if all up to these positions had come and been written. */
  write(checkpoints: Checkpoints): void;
  /** As if every source had said that it has nothing more; `at` in ms since 1970. */
  reachHead(at?: number): void;
}

/** A filling that follows no log: the test says how far it is. */
export const fillingDouble = async (generation: number): Promise<FillingDouble> => {
  const collection = await memoryReadModels().open(declarationOf(tally, generation));
  const progress = progressOf(tally.sources, {});
  const ended = Promise.withResolvers<void>();
  let stopped = false;
  let heard: Checkpoints = {};
  return {
    collection,
    progress,
    parked: new Set(),
    heard: () => heard,
    async stop() {
      stopped = true;
      ended.resolve();
    },
    get stopped() {
      return stopped;
    },
    untilStopped: ended.promise,
    write(checkpoints) {
      heard = { ...heard, ...checkpoints };
      progress.written(checkpoints, []);
    },
    reachHead(at = Date.now()) {
      progress.written(
        {},
        tally.sources.map((source) => ({ source, epoch: 'e', events: [], position: progress.position(source), headAt: at })),
      );
    },
  };
};
