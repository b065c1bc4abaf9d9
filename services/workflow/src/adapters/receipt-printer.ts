import { Worker } from 'node:worker_threads';
import type { Receipt } from '../application/print-receipt.ts';
import type { PrintAnswer, PrintRequest } from './receipt.worker.ts';

export interface ReceiptPrinter {
  print(receipt: Receipt): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Prints form 01 in a worker thread, started at the first receipt: laying out a page takes longer than the event loop may wait. */
export const receiptPrinter = (): ReceiptPrinter => {
  const file = import.meta.url.endsWith('.ts') ? './receipt.worker.ts' : './receipt.worker.js';
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;

  const lost = (): void => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error('the printing thread ended'));
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(new URL(file, import.meta.url));
    started.unref();
    started.on('message', (answer: PrintAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('pdf' in answer) asked?.resolve(answer.pdf);
      else asked?.reject(new Error(`printing failed: ${answer.failed}`));
    });
    started.on('error', lost);
    started.on('exit', lost);
    return started;
  };

  return {
    print: (receipt) => {
      worker ??= start();
      last += 1;
      const id = last;
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, receipt } satisfies PrintRequest);
      return promise;
    },
    close: async () => void (await worker?.terminate()),
  };
};
