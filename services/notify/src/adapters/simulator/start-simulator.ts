import { Worker } from 'node:worker_threads';

export interface SimulatorData {
  /** Its ledger, an SQLite file. */
  readonly file: string;
  /** What callers must show. */
  readonly token: string;
  /** Signs its receipts. */
  readonly secret: string;
  /** 0: any free one. */
  readonly port: number;
}
export type SimulatorOrder = { readonly kind: 'receiptsTo'; readonly url: string } | { readonly kind: 'stop' };

export interface Simulator {
  readonly url: string;
  /** Base of our webhooks: `…/webhooks`. Receipts wait in the ledger until it is known. */
  receiptsTo(url: string): void;
  stop(): Promise<void>;
}

/** Starts the simulated providers on loopback. Rejects where the port is taken or the ledger cannot be opened. */
export const startSimulator = async (data: SimulatorData): Promise<Simulator> => {
  const file = import.meta.url.endsWith('.ts') ? './simulator.worker.ts' : './simulator.worker.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: data,
    name: 'notify-simulator',
    resourceLimits: { maxYoungGenerationSizeMb: 3 },
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const order = (message: SimulatorOrder): void => worker.postMessage(message);
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: { port: number }) => resolve(message.port));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    receiptsTo: (url) => order({ kind: 'receiptsTo', url }),
    stop: async () => {
      order({ kind: 'stop' });
      await ended;
    },
  };
};
