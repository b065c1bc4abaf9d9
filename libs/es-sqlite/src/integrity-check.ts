import { Worker } from 'node:worker_threads';

/** Looks through the file in the background after an unclean stop. Answers how to give it up. */
export const startCheck = (file: string, onFatal: (error: Error) => void): (() => void) => {
  const script = new URL(import.meta.url.endsWith('.ts') ? './check.worker.ts' : './check.worker.js', import.meta.url);
  const worker = new Worker(script, { workerData: { file }, execArgv: [] });
  worker.unref();
  worker.once('message', (verdict: string) => {
    if (verdict !== 'ok') onFatal(new Error(`The event store is damaged: ${verdict}`));
  });
  worker.once('error', onFatal);
  return () => {
    worker.removeAllListeners();
    worker.on('error', () => undefined);
    void worker.terminate();
  };
};
