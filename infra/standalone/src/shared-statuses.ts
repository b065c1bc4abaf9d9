import type { ProjectionNews, Rebuilt, Refilling } from '@motcua/read-models';
import type { ReadinessCheck } from '@motcua/service-kit/host';
import type { OperableStatuses } from '@motcua/tracking';
import type { FromStatuses, ToStatuses, Wish } from './statuses.messages.ts';
import { errorOf } from './thread-ends.ts';

/** A worker is one, and so is either end of a channel to it. */
interface Port {
  on(event: 'message', hear: (message: FromStatuses) => void): unknown;
  postMessage(message: ToStatuses): void;
}

/** The statuses, heard and asked over a port to the thread that folds them. What was posted before waits at the port. */
export const sharedStatusesOver = (port: Port): OperableStatuses => {
  const first = Promise.withResolvers<ProjectionNews>();
  const listeners = new Set<(news: ProjectionNews) => void>();
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  // Who looks up asks for the first news, a moment later.
  first.promise.catch(() => undefined);

  const settle = (id: number, end: (wish: PromiseWithResolvers<unknown>) => void): void => {
    const wish = open.get(id);
    open.delete(id);
    if (wish) end(wish);
  };
  port.on('message', (message) => {
    switch (message.kind) {
      case 'news':
        first.resolve(message.news);
        for (const hear of listeners) hear(message.news);
        return;
      case 'answer':
        return settle(message.id, ({ resolve }) => resolve(message.value));
      case 'failure':
        return settle(message.id, ({ reject }) => reject(Object.assign(new Error(message.message), { name: message.name })));
      case 'refused':
        return first.reject(errorOf(message));
    }
  });
  const ask = (wish: Wish): Promise<unknown> => {
    last += 1;
    const asked = Promise.withResolvers<unknown>();
    open.set(last, asked);
    port.postMessage({ kind: 'wish', id: last, wish });
    return asked.promise;
  };
  return {
    first: first.promise,
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    readiness: async () => (await ask('readiness')) as readonly ReadinessCheck[],
    rebuild: async () => (await ask('rebuild')) as Rebuilt,
    rebuilding: async () => (await ask('rebuilding')) as Refilling | undefined,
    metrics: async () => (await ask('metrics')) as string,
  };
};
