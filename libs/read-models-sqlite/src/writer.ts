import { ReadModelsUnavailable } from '@motcua/read-models';
import { type WriterLine, type WrittenIn, writerHere, writerInThread } from '@motcua/sqlite';
import type { FromWriter, ToWriter, Work } from './messages.ts';
import { type ServedFile, serveReadModels } from './serve-read-models.ts';

/** Answers false only for an `apply` that came too late. Rejects with `ReadModelsUnavailable`. */
export interface Writer {
  send(work: Work): Promise<boolean>;
  close(): Promise<void>;
}

const lineTo = (served: ServedFile, writtenIn: WrittenIn): WriterLine<ToWriter, FromWriter> => {
  if (writtenIn === 'here') return writerHere((port) => serveReadModels(served, port));
  return writerInThread(new URL(import.meta.url.endsWith('.ts') ? './writer.worker.ts' : './writer.worker.js', import.meta.url), served);
};

/** The writer of a file; what is sent is done in order. */
export const openWriter = async (served: ServedFile, writtenIn: WrittenIn): Promise<Writer> => {
  const line = lineTo(served, writtenIn);
  await new Promise<void>((resolve, reject) => {
    line.once('error', reject);
    line.once('message', (message: FromWriter) => {
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
  line.on('error', breakDown);
  line.on('message', (message: FromWriter) => {
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
    line.postMessage({ ...work, id: last });
    return answer.promise;
  };
  return {
    send,
    async close() {
      if (gone) return;
      await send({ kind: 'close' });
      gone = new ReadModelsUnavailable('the read database is closed');
      await line.terminate();
    },
  };
};
