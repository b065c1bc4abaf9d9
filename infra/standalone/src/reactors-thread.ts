import { Worker } from 'node:worker_threads';
import type { FromReactors, ReactorsData } from './reactors.messages.ts';
import { errorOf, stopOf } from './thread-ends.ts';

/** What acts on events and may be late, in a thread of its own: it holds up neither those who wait for an answer nor the statuses. */
export interface ReactorsThread {
  /** Where its HTTP listens, on loopback. Rejects where it could not start. */
  readonly url: Promise<string>;
  /** Drains and closes; calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Three semi-spaces; the thread that listens is started with 48. Its work may be late: it is collected the more often. */
const maxYoungGenerationSizeMb = 12;

/** Starts the thread; its going on is the process's: an error nobody caught there ends both. */
export const startReactors = (data: ReactorsData): ReactorsThread => {
  const worker = new Worker(new URL('./reactors.worker.js', import.meta.url), {
    workerData: data,
    transferList: [data.statuses],
    name: 'reactors',
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const url = Promise.withResolvers<string>();
  worker.on('message', (message: FromReactors) => {
    if (message.kind === 'listening') url.resolve(message.url);
    if (message.kind === 'refused') url.reject(errorOf(message));
  });
  // Whoever starts us asks for the address, a moment later.
  url.promise.catch(() => undefined);
  return { url: url.promise, stop: stopOf(worker, url.promise) };
};
