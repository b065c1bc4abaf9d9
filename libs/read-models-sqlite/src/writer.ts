import { Worker } from 'node:worker_threads';
import { ReadModelsUnavailable } from '@motcua/read-models';
import type { FromWriter, Work } from './messages.ts';

/** Answers false only for an `apply` that came too late. Rejects with `ReadModelsUnavailable`. */
export interface Writer {
  send(work: Work): Promise<boolean>;
  close(): Promise<void>;
}

/** What is written dies young and in bulk; more room only makes the process larger. */
const maxYoungGenerationSizeMb = 8;

/** The thread that writes; what is sent is done in order. */
export const openWriter = async (file: string): Promise<Writer> => {
  const script = new URL(import.meta.url.endsWith('.ts') ? './writer.worker.ts' : './writer.worker.js', import.meta.url);
  const worker = new Worker(script, { workerData: { file }, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb } });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromWriter) => {
      if ('refused' in message) reject(new Error(`The read database does not open: ${message.refused}`));
      else resolve();
    });
  });
  const waiting = new Map<number, PromiseWithResolvers<boolean>>();
  let last = 0;
  let gone: ReadModelsUnavailable | undefined;
  const breakDown = (error: Error): void => {
    gone = new ReadModelsUnavailable('the read database has stopped', { cause: error });
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('error', breakDown);
  worker.on('message', (message: FromWriter) => {
    if (!('id' in message)) return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if ('done' in message) asked?.resolve(message.done);
    else asked?.reject(new ReadModelsUnavailable(`the read database cannot write: ${message.failed}`));
  });
  const send = (work: Work): Promise<boolean> => {
    if (gone) return Promise.reject(gone);
    const answer = Promise.withResolvers<boolean>();
    last += 1;
    waiting.set(last, answer);
    worker.postMessage({ ...work, id: last });
    return answer.promise;
  };
  return {
    send,
    async close() {
      if (gone) return;
      await send({ kind: 'close' });
      gone = new ReadModelsUnavailable('the read database is closed');
      await worker.terminate();
    },
  };
};
