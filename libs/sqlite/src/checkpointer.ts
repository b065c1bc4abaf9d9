import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { FromCheckpointer, ToCheckpointer } from './checkpointer.messages.ts';

/** Moves what a writer has put into its WAL to where it belongs, so that the writer does not wait for the disk meanwhile. */
export interface Checkpointer {
  /** Something was written. */
  written(): void;
  /** Calls this right after the next checkpoint: what `database` itself then does with the log waits for nobody, and finds little. */
  afterNext(work: () => void): void;
  /** Resolves when its connection is closed: the writer's is then the last, and takes the log away. */
  close(): Promise<void>;
}

/** So long after the first thing written since the last checkpoint, ms. */
const soonMs = 250;

/** 16 MiB of pages: from here on the writer ends the log itself. */
const longLog = 4_096;

/** Pages after which `database` checkpoints, at the end of a transaction, where nobody else does it. */
const byItselfPages = 2_000;

/** One connection and one statement. */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

/** What is to be called after the next checkpoint, or when there will be none any more. */
const waitingList = () => {
  let waiting: (() => void)[] = [];
  return {
    add: (work: () => void): void => void waiting.push(work),
    clear: (): void => {
      waiting = [];
    },
    call: (): void => {
      const called = waiting;
      waiting = [];
      for (const work of called) work();
    },
  };
};

const startWorker = (file: string): Worker =>
  new Worker(new URL(import.meta.url.endsWith('.ts') ? './checkpointer.worker.ts' : './checkpointer.worker.js', import.meta.url), {
    workerData: { file },
    execArgv: [],
    resourceLimits,
  });

/**
 * Checkpoints the file of `database` in a thread of its own, every `everyMs` while it is written. Beside a writer that never rests no such checkpoint
 * reaches the end of the log, and the log would grow for ever: where it has become long, `database` does the rest, which is little then, and begins it anew.
 * Its own automatic checkpoints stay as they are set while this thread is there; where it has gone, they come every 2,000 pages.
 */
export const checkpointer = (file: string, database: DatabaseSync, everyMs = soonMs): Checkpointer => {
  const worker = startWorker(file);
  const rest = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const ended = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const waiting = waitingList();
  let gone = false;
  const tell = (message: ToCheckpointer): void => worker.postMessage(message);
  const plan = (): void => {
    timer ??= setTimeout(() => tell('checkpoint'), everyMs).unref();
  };
  const endLog = (): void => {
    try {
      if (database.isOpen) rest.get();
    } catch {
      // As a full disk: the writes themselves report it.
    }
  };
  worker.on('message', ({ framesInLog }: FromCheckpointer) => {
    timer = undefined;
    if (framesInLog > longLog) endLog();
    waiting.call();
  });
  const end = (): void => {
    gone = true;
    ended.resolve();
    if (database.isOpen) database.exec(`PRAGMA wal_autocheckpoint = ${byItselfPages}`);
    waiting.call();
  };
  // It could not open the file, say: the writer does what is left by itself. An error nobody hears would end the process.
  worker.on('error', end);
  worker.on('exit', end);
  return {
    written: () => {
      if (!gone) plan();
    },
    afterNext: (work) => {
      if (gone) return work();
      waiting.add(work);
      plan();
    },
    async close() {
      clearTimeout(timer);
      waiting.clear();
      if (!gone) tell('close');
      await ended.promise;
    },
  };
};
