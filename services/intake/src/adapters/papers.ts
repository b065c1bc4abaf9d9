import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@motcua/es';
import { PaperRefused, type Papers } from '../application/ports.ts';
import type { CleanDone, CleanJob } from './papers.messages.ts';

/** A file that keeps the thread busy longer than this is given up, with the thread. */
const longest = 60_000;
/** Who comes after so many is asked to come again: a small file can be a large picture, and each takes its seconds. */
const mostWaiting = 32;

interface Waiting {
  readonly job: CleanJob;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Papers in a thread of their own, started with the first file: untrusted bytes are decoded away from the citizens' requests, one after the other. */
export const workerPapers = ({ longestMs = longest } = {}): Papers & { readonly close: () => Promise<void> } => {
  const queue: Waiting[] = [];
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let last = 0;

  /** The first of the queue is done; the others have their turn. */
  const settle = (how: (first: Waiting) => void): void => {
    clearTimeout(timer);
    isBusy = false;
    const first = queue.shift();
    if (first) how(first);
    if (queue.length === 0) worker?.unref();
    else work();
  };
  /** Only the file that was in the thread's hands is given up with it. */
  const giveUp = (from: Worker, error: Error): void => {
    if (worker !== from) return;
    worker = undefined;
    void from.terminate();
    if (isBusy) settle(({ reject }) => reject(error));
  };
  const start = (): Worker => {
    const started = new Worker(new URL(import.meta.url.endsWith('.ts') ? './papers.worker.ts' : './papers.worker.js', import.meta.url));
    started.on('message', (done: CleanDone) => {
      if (worker !== started || done.id !== queue[0]?.job.id) return;
      settle(({ resolve, reject }) => (done.ok ? resolve(done.bytes) : reject(new PaperRefused(done.reason))));
    });
    started.on('error', (error) => giveUp(started, new StoreUnavailable('the paper thread failed', { cause: error })));
    started.on('exit', () => giveUp(started, new StoreUnavailable('the paper thread ended')));
    return started;
  };
  const work = (): void => {
    const first = queue[0];
    if (isBusy || !first) return;
    isBusy = true;
    worker ??= start();
    const used = worker;
    used.ref();
    timer = setTimeout(() => giveUp(used, new StoreUnavailable('looking at a paper took too long')), longestMs);
    used.postMessage(first.job);
  };

  return {
    clean: (bytes, mediaType) =>
      new Promise((resolve, reject) => {
        if (queue.length >= mostWaiting) {
          reject(new StoreUnavailable('too many papers at once'));
          return;
        }
        last += 1;
        queue.push({ job: { id: last, mediaType, bytes }, resolve, reject });
        work();
      }),
    close: async () => {
      const closing = worker;
      worker = undefined;
      clearTimeout(timer);
      for (const { reject } of queue.splice(0)) reject(new StoreUnavailable('closing'));
      await closing?.terminate();
    },
  };
};
