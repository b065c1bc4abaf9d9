import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@motcua/es';
import { PaperRefused, type Papers } from '../application/ports.ts';
import type { CleanDone, CleanJob } from './papers.messages.ts';

/** A file that keeps the thread busy longer than this is given up, with the thread. */
const longestMs = 60_000;

type Waiting = { readonly resolve: (bytes: Uint8Array) => void; readonly reject: (error: unknown) => void; readonly timer: NodeJS.Timeout };

/** Papers in a thread of their own, started with the first file: untrusted bytes are decoded away from the citizens' requests. */
export const workerPapers = (): Papers & { readonly close: () => Promise<void> } => {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 0;

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (found) clearTimeout(found.timer);
    if (waiting.size === 0) worker?.unref();
    return found;
  };
  const giveUp = (from: Worker, error: Error): void => {
    if (worker !== from) return;
    worker = undefined;
    for (const id of [...waiting.keys()]) settle(id)?.reject(error);
    void from.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(new URL(import.meta.url.endsWith('.ts') ? './papers.worker.ts' : './papers.worker.js', import.meta.url));
    started.on('message', (done: CleanDone) => {
      const found = settle(done.id);
      if (done.ok) found?.resolve(done.bytes);
      else found?.reject(new PaperRefused(done.reason));
    });
    started.on('error', (error) => giveUp(started, new StoreUnavailable('the paper thread failed', { cause: error })));
    started.on('exit', () => giveUp(started, new StoreUnavailable('the paper thread ended')));
    return started;
  };

  return {
    clean: (bytes, mediaType) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const used = worker;
        used.ref();
        const id = next;
        next += 1;
        const timer = setTimeout(() => giveUp(used, new StoreUnavailable('looking at a paper took too long')), longestMs);
        waiting.set(id, { resolve, reject, timer });
        used.postMessage({ id, mediaType, bytes } satisfies CleanJob);
      }),
    close: async () => {
      const closing = worker;
      worker = undefined;
      for (const id of [...waiting.keys()]) settle(id)?.reject(new StoreUnavailable('closing'));
      await closing?.terminate();
    },
  };
};
