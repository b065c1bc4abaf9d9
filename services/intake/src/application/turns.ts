/** Work with the same name waits for its turn; other names do not wait. Nothing is kept once a name is idle. */
export interface Turns {
  readonly take: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly isBusy: (name: string) => boolean;
}

export const turns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return {
    isBusy: (name) => last.has(name),
    take: (name, work) => {
      const before = last.get(name);
      const mine = before ? before.then(work, work) : work();
      last.set(name, mine);
      const leave = (): void => {
        if (last.get(name) === mine) last.delete(name);
      };
      mine.then(leave, leave);
      return mine;
    },
  };
};
