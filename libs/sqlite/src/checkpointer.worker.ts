import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromCheckpointer, ToCheckpointer } from './checkpointer.messages.ts';

const port = parentPort;
if (port === null) throw new Error('the checkpointer runs in a worker thread');

const database = new DatabaseSync(workerData.file as string, { timeout: 0 });
const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

const moved = (): FromCheckpointer => {
  try {
    return { framesInLog: Number(passive.get()?.['log'] ?? 0) };
  } catch {
    // A full disk, or the writer is at it itself: everything is in the log still, and the next one tries again.
    return { framesInLog: 0 };
  }
};

port.on('message', (message: ToCheckpointer) => {
  if (message === 'checkpoint') return port.postMessage(moved());
  database.close();
  port.close();
});
