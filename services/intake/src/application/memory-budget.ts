import { busy } from './refusals.ts';

/** What one reader holds of the budget. */
export interface Share {
  /** Throws `unavailable` where so many bytes more are not to be had now. */
  readonly take: (bytes: number) => void;
  readonly release: () => void;
}

/**
 * Files are held in memory while they are looked at, never in clear on a disk. What counts is what has really arrived:
 * a sender who dribbles holds hardly anything, and so keeps nobody else out.
 */
export const memoryBudget = (most: number): { readonly share: () => Share } => {
  let held = 0;
  return {
    share: () => {
      let mine = 0;
      return {
        take: (bytes) => {
          if (held + bytes > most) throw busy();
          held += bytes;
          mine += bytes;
        },
        release: () => {
          held -= mine;
          mine = 0;
        },
      };
    },
  };
};
