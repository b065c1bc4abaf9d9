import type { Worker } from 'node:worker_threads';
import { BadConfiguration } from '@motcua/service-kit/host';
import type { Refused, Stop, Stopped } from './thread.messages.ts';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error crosses from thread to thread as plain data. */
export const refusalOf = (error: unknown): Refused => ({
  kind: 'refused',
  message: messageOf(error),
  ...(error instanceof BadConfiguration ? { problems: error.problems } : {}),
});

export const errorOf = ({ message, problems }: Refused): Error => (problems ? new BadConfiguration(problems) : new Error(message));

const settled = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** How a thread is stopped: it is told when it has started, and ended when it says that it has closed everything. Calling it again waits for the same end. */
export const stopOf = (worker: Worker, started: Promise<unknown>): (() => Promise<void>) => {
  const closed = Promise.withResolvers<void>();
  worker.on('message', (message: Refused | Stopped | { readonly kind: 'other' }) => {
    if (message.kind === 'refused') closed.resolve();
    if (message.kind !== 'stopped') return;
    if (message.error === undefined) closed.resolve();
    else closed.reject(new Error(message.error));
  });
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (await settled(started)) worker.postMessage({ kind: 'stop' } satisfies Stop);
    await closed.promise.finally(() => worker.terminate());
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
};
