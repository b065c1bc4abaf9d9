import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longer than this the event loop is not held: look-ups are answered in between. */
const turnMs = 2;

/** Called between pieces of work; lets others have their turn once this one has lasted long enough. */
export const breather = (): (() => Promise<void> | undefined) => {
  let since = performance.now();
  return () => {
    if (performance.now() - since < turnMs) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
};
