import { existsSync } from 'node:fs';
import type { Bus, FeedBatch, FollowOptions } from '@motcua/bus';
import { type ServiceName, services } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import type { Engines } from './engines.ts';

export type Logs = Readonly<Record<ServiceName, EventStore>>;

const pageSize = 1_000;

/** The stores of a system that stands still. */
export const openLogs = async (engines: Engines): Promise<{ logs: Logs; close(): Promise<void> }> => {
  for (const file of engines.logFiles)
    if (!existsSync(file)) throw new Error(`${engines.dataDir} holds no data of this system: ${file} is not there`);
  const opened: [ServiceName, EventStore][] = [];
  for (const service of services) opened.push([service, await engines.openStore(service)]);
  return {
    logs: Object.fromEntries(opened) as Logs,
    close: async () => {
      await Promise.all(opened.map(([, store]) => store.close()));
    },
  };
};

/** A log up to a position (its end by default), then silence until the consumer has had enough: the logs stand still. */
async function* wholeLog(store: EventStore, upTo: number, { source, after, signal }: FollowOptions): AsyncGenerator<FeedBatch, void> {
  let position = after?.position ?? 0;
  for (;;) {
    const events = (await store.readAll({ after: position, limit: pageSize })).filter((event) => event.position <= upTo);
    position = events.at(-1)?.position ?? position;
    const ended = events.length < pageSize;
    yield { source, epoch: store.epoch, events, position, ...(ended ? { headAt: Date.now() } : {}) };
    if (ended) break;
  }
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** What a projection needs of a bus, from the stores themselves; of each log as much as `upTo` says, or all of it. */
export const feedsOf = (logs: Logs, upTo: Readonly<Partial<Record<string, number>>> = {}): Pick<Bus, 'follow' | 'readStream'> => ({
  follow: (options) => wholeLog(logs[options.source], upTo[options.source] ?? Number.MAX_SAFE_INTEGER, options),
  readStream: async (source, stream, fromRevision) => {
    const events: Recorded[] = [];
    for await (const event of logs[source].read(stream, { from: fromRevision })) events.push(event);
    return events;
  },
});
