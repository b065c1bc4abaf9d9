/** What a job says when it has run: finished, or again after so many milliseconds (its lane waits, nobody else). */
export type JobEnd = { readonly again: false } | { readonly again: true; readonly afterMs: number };
export const finished: JobEnd = { again: false };

export interface Lanes<Job> {
  push(key: string, job: Job): void;
  /** Takes nothing new, wakes nobody; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** One job per key at a time and in order; up to `concurrency` keys at once. A lane that waits for its next attempt holds no place. */
export const lanes = <Job>(concurrency: number, run: (key: string, job: Job) => Promise<JobEnd>): Lanes<Job> => {
  const queues = new Map<string, { jobs: Job[]; next: number }>();
  const ready = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  const later = (key: string, afterMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      ready.add(key);
      start();
    }, afterMs);
    timers.add(timer);
  };
  const runFirst = async (key: string): Promise<void> => {
    const queue = queues.get(key);
    const job = queue?.jobs[queue.next];
    if (!queue || job === undefined) return;
    const end = await run(key, job);
    if (stopped) return;
    if (end.again) return later(key, end.afterMs);
    queue.next += 1;
    if (queue.next === queue.jobs.length) {
      queues.delete(key);
      return;
    }
    if (queue.next > 256) {
      queue.jobs.splice(0, queue.next);
      queue.next = 0;
    }
    ready.add(key);
  };
  const start = (): void => {
    for (const key of ready) {
      if (stopped || running.size >= concurrency) return;
      ready.delete(key);
      const task: Promise<void> = runFirst(key).finally(() => {
        running.delete(task);
        start();
      });
      running.add(task);
    }
  };
  return {
    push(key, job) {
      const queue = queues.get(key);
      if (queue) {
        queue.jobs.push(job);
        return;
      }
      queues.set(key, { jobs: [job], next: 0 });
      ready.add(key);
      start();
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.allSettled(running);
    },
  };
};
