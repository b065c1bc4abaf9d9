import { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isBusy } from '@motcua/sqlite';
import type { Batch, FromWriter, ToWriter } from './batch.ts';
import { checkpoints } from './checkpoints.ts';
import { logWriter } from './log-writer.ts';
import { prepareSchema, settleWriter } from './schema.ts';
import { isSyncFailure } from './sqlite-errors.ts';

/** How long a batch waits for another process to finish its transaction. Callers are to hear of an outage within two seconds. */
const patienceMs = 1_500;

const port = parentPort;
if (port === null) throw new Error('the writer runs in a worker thread');
const tell = (message: FromWriter) => port.postMessage(message);

const openDatabase = async (file: string): Promise<{ database: DatabaseSync; epoch: string }> => {
  const database = new DatabaseSync(file, { timeout: 20 });
  const epoch = await patiently(() => {
    settleWriter(database);
    return prepareSchema(database);
  });
  return { database, epoch };
};

const patiently = async <T>(work: () => T): Promise<T> => {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      await after(5 + Math.random() * 20);
    }
  }
};

const serve = (database: DatabaseSync): void => {
  const writer = logWriter(database);
  const waiting: ToWriter[] = [];
  let working = false;
  const failed = (error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error), fatal: isSyncFailure(error) });
  const checkpoint = checkpoints(database, failed);

  const commit = async (batch: Batch): Promise<void> => {
    try {
      tell({ done: await patiently(() => writer.commit(batch)) });
      checkpoint.written(batch);
    } catch (error) {
      failed(error);
    }
  };
  const work = async (): Promise<void> => {
    working = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if ('batch' in next) await commit(next.batch);
      else {
        checkpoint.stop();
        database.close();
        tell({ closed: true });
        port.close();
      }
    }
    working = false;
  };
  port.on('message', (message: ToWriter) => {
    waiting.push(message);
    if (!working) void work();
  });
};

try {
  const { database, epoch } = await openDatabase(workerData.file);
  serve(database);
  tell({ ready: epoch });
} catch (error) {
  tell({ refused: error instanceof Error ? error.message : String(error) });
}
