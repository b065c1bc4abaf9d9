import type { RunningProjection } from './running-projection.ts';
import type { Serving } from './serving.ts';

type LookUps = Omit<RunningProjection, 'name' | 'sources' | 'filled' | 'servedBefore' | 'answers' | 'rebuild' | 'rebuilding' | 'stop'>;

/** What look-ups ask of a running projection, answered by whatever serves when they ask. */
export const lookUpsOf = (serving: Serving): LookUps => ({
  collection: () => serving.collection,
  async waitFor(source, position, timeoutMs) {
    const done = () => serving.live?.progress.hasPassed(source, position) === true;
    return (await serving.wait(done, timeoutMs)) ? 'passed' : 'timeout';
  },
  async waitForDocument(id, source, position, timeoutMs) {
    const done = () => serving.live !== undefined && (serving.live.parked.has(id) || serving.live.progress.hasPassed(source, position));
    const passed = await serving.wait(done, timeoutMs);
    if (passed && serving.present.parked.has(id)) return 'parked';
    return passed ? 'passed' : 'timeout';
  },
  asOf() {
    const at = serving.live?.progress.headAt();
    return at === undefined ? undefined : new Date(at);
  },
  caughtUp: () => serving.live?.progress.headAt() !== undefined,
  position: (source) => serving.live?.progress.position(source) ?? 0,
  parked: () => [...serving.present.parked],
  onApplied: (listener) =>
    serving.onMoved((ids) => {
      if (ids.length > 0) listener(ids);
    }),
  onMoved: serving.onMoved,
});
