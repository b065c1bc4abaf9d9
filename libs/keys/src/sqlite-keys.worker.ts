import { parentPort, workerData } from 'node:worker_threads';
import { openErasureLedger } from './erasure-ledger.ts';
import { openKeyFile } from './key-file.ts';
import type { FromWorker, ToWorker, WorkerStart } from './sqlite-keys.messages.ts';

const port = parentPort;
if (!port) throw new Error('the key file is opened in a thread of its own');
const say = (message: FromWorker): void => port.postMessage(message);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const start = workerData as WorkerStart;
try {
  const keys = openKeyFile(start.file, openErasureLedger(start.ledger), start.master);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'close') {
      keys.close();
      port.close();
      return;
    }
    try {
      say({ kind: 'done', done: keys.run(message.jobs) });
    } catch (error) {
      say({ kind: 'failed', message: messageOf(error) });
    }
  });
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'failed', message: messageOf(error) });
  port.close();
}
