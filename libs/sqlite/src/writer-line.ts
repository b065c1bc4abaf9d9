import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What a writer has of the line to its owner. The port of a worker thread is one. */
export interface WriterPort<To, From> {
  on(event: 'message', hear: (message: To) => void): unknown;
  postMessage(message: From): void;
  close(): void;
}

/** What the owner has of it. A `Worker` is one. */
export interface WriterLine<To, From> {
  on(event: 'message', hear: (message: From) => void): unknown;
  on(event: 'error', hear: (error: Error) => void): unknown;
  once(event: 'message', hear: (message: From) => void): unknown;
  once(event: 'error', hear: (error: Error) => void): unknown;
  postMessage(message: To): void;
  terminate(): Promise<unknown>;
}

/**
 * Where a file is written. `thread`: in a thread of its own, so that nobody who waits for an answer of this one waits for a disk.
 * `here`: where its owner runs, for a thread that only follows events: nothing is copied from heap to heap, and no thread takes memory for it.
 */
export type WrittenIn = 'thread' | 'here';

/** Batches die young, but few at a time: more room only makes the process larger (by 20 MB a writer), not faster. */
const maxYoungGenerationSizeMb = 4;

export const writerInThread = <To, From>(script: URL, workerData: unknown): WriterLine<To, From> =>
  new Worker(script, { workerData, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb } });

/** `serve` begins in a later turn of the loop, and hears each message in one; what it answers is heard at once. */
export const writerHere = <To, From>(serve: (port: WriterPort<To, From>) => unknown): WriterLine<To, From> => {
  const [owner, writer] = [new EventEmitter(), new EventEmitter()];
  const port: WriterPort<To, From> = {
    on: (event, hear) => writer.on(event, hear),
    postMessage: (message) => void owner.emit('message', message),
    close: () => void writer.removeAllListeners(),
  };
  setImmediate(() => serve(port));
  return {
    on: owner.on.bind(owner),
    once: owner.once.bind(owner),
    postMessage: (message) => void setImmediate(() => writer.emit('message', message)),
    terminate: async () => writer.removeAllListeners(),
  };
};
