import { Worker } from 'node:worker_threads';
import type { ProjectionNews } from '@motcua/read-models';
import { BadConfiguration } from '@motcua/service-kit';
import type { SharedStatuses } from '@motcua/tracking';
import type { FollowerData, FollowerName, FromFollower } from './follower.messages.ts';

/** One service, whole, in a thread of its own: what follows events does not hold up those who wait for an answer. */
export interface Follower {
  readonly service: FollowerName;
  /** Where its HTTP listens, on loopback. Rejects where it could not start. */
  readonly url: Promise<string>;
  /** Tracking's; no other follower has any. */
  readonly statuses: SharedStatuses;
  /** Drains and closes; calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Of three semi-spaces each; the thread that listens is started with 48. Notify's work may be late: it is collected the more often. */
const maxYoungGenerationSizeMb: Readonly<Record<FollowerName, number>> = { tracking: 24, notify: 12 };

/** Starts the thread; its going on is the process's: an error nobody caught there ends both. */
export const startFollower = (data: FollowerData): Follower => {
  const worker = new Worker(new URL('./follower.worker.js', import.meta.url), {
    workerData: data,
    name: data.service,
    resourceLimits: { maxYoungGenerationSizeMb: maxYoungGenerationSizeMb[data.service] },
  });
  const url = Promise.withResolvers<string>();
  const first = Promise.withResolvers<ProjectionNews>();
  const stopped = Promise.withResolvers<void>();
  const listeners = new Set<(news: ProjectionNews) => void>();
  let stopping: Promise<void> | undefined;

  const refuse = ({ message, problems }: Extract<FromFollower, { kind: 'refused' }>): void => {
    const error = problems ? new BadConfiguration(problems) : new Error(message);
    url.reject(error);
    first.reject(error);
    stopped.resolve();
  };
  worker.on('message', (message: FromFollower) => {
    switch (message.kind) {
      case 'statuses':
        first.resolve(message.news);
        for (const hear of listeners) hear(message.news);
        return;
      case 'listening':
        return url.resolve(message.url);
      case 'refused':
        return refuse(message);
      case 'stopped':
        return message.error === undefined ? stopped.resolve() : stopped.reject(new Error(message.error));
    }
  });
  // Whoever starts us asks for the address; the first news is asked for a moment later.
  first.promise.catch(() => undefined);

  const end = async (): Promise<void> => {
    const started = await url.promise.then(
      () => true,
      () => false,
    );
    if (started) worker.postMessage({ kind: 'stop' });
    await stopped.promise.finally(() => worker.terminate());
  };
  return {
    service: data.service,
    url: url.promise,
    statuses: {
      first: first.promise,
      listen(hear) {
        listeners.add(hear);
        return () => void listeners.delete(hear);
      },
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
};
