/** Who waits until something has become true; `check` looks whether it has. */
export const conditions = () => {
  const waiters = new Set<() => void>();
  return {
    check(): void {
      for (const look of waiters) look();
    },
    /** Resolves true when `passed` says so, false after `timeoutMs`. */
    wait(passed: () => boolean, timeoutMs: number): Promise<boolean> {
      if (passed()) return Promise.resolve(true);
      if (timeoutMs <= 0) return Promise.resolve(false);
      return new Promise((resolve) => {
        const end = (result: boolean): void => {
          clearTimeout(timer);
          waiters.delete(look);
          resolve(result);
        };
        const timer = setTimeout(() => end(false), timeoutMs);
        const look = (): void => {
          if (passed()) end(true);
        };
        waiters.add(look);
      });
    },
  };
};
