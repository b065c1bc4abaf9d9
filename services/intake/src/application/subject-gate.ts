import { busy } from './refusals.ts';

/**
 * From the making of its key to its event a filing may take so long; then it gives up. An erasure, in whatever instance, leaves a key alone whose filing was begun
 * within the other time: the clocks of two instances may differ by what is between them.
 */
export const longestFilingMs = 30_000;
export const maybeFilingMs = 90_000;

/**
 * Keeps an erasure and a filing of the same person apart, within one instance and at once: a key made just before the erasure would be gone when the event is
 * appended, and the submission could never be read. Both are rare together, so the later one is asked to come again.
 */
export interface SubjectGate {
  readonly file: <T>(subjectId: string, work: () => Promise<T>) => Promise<T>;
  readonly erase: <T>(subjectId: string, work: () => Promise<T>) => Promise<T>;
}

export const subjectGate = (): SubjectGate => {
  const filing = new Map<string, number>();
  const erasing = new Set<string>();
  const leave = (subjectId: string): void => {
    const left = (filing.get(subjectId) ?? 1) - 1;
    if (left === 0) filing.delete(subjectId);
    else filing.set(subjectId, left);
  };
  return {
    file: async (subjectId, work) => {
      if (erasing.has(subjectId)) throw busy();
      filing.set(subjectId, (filing.get(subjectId) ?? 0) + 1);
      try {
        return await work();
      } finally {
        leave(subjectId);
      }
    },
    erase: async (subjectId, work) => {
      if (filing.has(subjectId) || erasing.has(subjectId)) throw busy();
      erasing.add(subjectId);
      try {
        return await work();
      } finally {
        erasing.delete(subjectId);
      }
    },
  };
};
