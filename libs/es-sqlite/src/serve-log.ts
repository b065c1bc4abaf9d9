import { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { isBusy, type WriterPort } from '@motcua/sqlite';
import type { Batch, FromWriter, Outcomes, ToWriter } from './batch.ts';
import { checkpoints } from './checkpoints.ts';
import { logWriter } from './log-writer.ts';
import { prepareSchema, refuseForeign, settleWriter } from './schema.ts';
import { isSyncFailure } from './sqlite-errors.ts';

/** How long a batch waits for another process to finish its transaction. Callers are to hear of an outage within two seconds. */
const patienceMs = 1_500;

type Port = WriterPort<ToWriter, FromWriter>;

export interface LogFile {
  readonly file: string;
  /** Whose events they are; another's file is refused. */
  readonly namespace?: string | undefined;
}

const openDatabase = async ({ file, namespace }: LogFile): Promise<{ database: DatabaseSync; epoch: string }> => {
  const database = new DatabaseSync(file, { timeout: 20 });
  try {
    const epoch = await patiently(() => {
      refuseForeign(database);
      settleWriter(database);
      return prepareSchema(database, namespace);
    });
    return { database, epoch };
  } catch (error) {
    database.close();
    throw error;
  }
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

const serve = (database: DatabaseSync, port: Port): void => {
  const tell = (message: FromWriter) => port.postMessage(message);
  const writer = logWriter(database);
  const waiting: ToWriter[] = [];
  let working = false;
  const failed = (error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error), fatal: isSyncFailure(error) });
  const checkpoint = checkpoints(database, failed);

  const commit = async (batch: Batch): Promise<void> => {
    let done: Outcomes;
    try {
      done = await patiently(() => writer.commit(batch));
    } catch (error) {
      return failed(error);
    }
    tell({ done });
    checkpoint.written(batch);
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

/** Opens the file and writes what it is told to, until it is told to close. Says first whether it opened, and the store's epoch. */
export const serveLog = async (log: LogFile, port: Port): Promise<void> => {
  try {
    const { database, epoch } = await openDatabase(log);
    serve(database, port);
    port.postMessage({ ready: epoch });
  } catch (error) {
    port.postMessage({ refused: error instanceof Error ? error.message : String(error) });
  }
};
