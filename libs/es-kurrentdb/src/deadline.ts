/** The call did not end in the time it had. */
export class OutOfTime extends Error {
  constructor() {
    super('no answer in time');
    this.name = 'OutOfTime';
  }
}

/** A deadline is a point in time, ms since 1970; what is not done by then goes on unheard. */
export const inTime = async <T>(work: Promise<T>, deadline: number): Promise<T> => {
  if (!Number.isFinite(deadline)) return work;
  let late: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new OutOfTime()), Math.max(0, deadline - Date.now()));
  });
  return Promise.race([work, over]).finally(() => clearTimeout(late));
};
