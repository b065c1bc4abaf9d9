/** Anybody may ask to wait, and each change looks at all who do. More than wait at once for what was just written, where nobody means harm. */
const mostWaiting = 1_000;

/** Who waits until something has become true; `check` looks whether it has. */
export const conditions = () => {
  const waiters = new Set<() => void>();
  return {
    check(): void {
      for (const look of waiters) look();
    },
    /** Resolves true when `passed` says so, false after `timeoutMs`, with the signal, or at once where a thousand wait already. */
    wait(passed: () => boolean, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
      if (passed()) return Promise.resolve(true);
      if (timeoutMs <= 0 || signal?.aborted || waiters.size >= mostWaiting) return Promise.resolve(false);
      return new Promise((resolve) => {
        const end = (result: boolean): void => {
          clearTimeout(timer);
          waiters.delete(look);
          signal?.removeEventListener('abort', giveUp);
          resolve(result);
        };
        const giveUp = (): void => end(false);
        const timer = setTimeout(giveUp, timeoutMs);
        signal?.addEventListener('abort', giveUp);
        const look = (): void => {
          if (passed()) end(true);
        };
        waiters.add(look);
      });
    },
  };
};
