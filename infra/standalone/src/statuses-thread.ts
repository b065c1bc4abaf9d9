import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { SharedStatuses } from '@motcua/tracking';
import { sharedStatusesOver } from './shared-statuses.ts';
import type { StatusesData } from './statuses.messages.ts';
import { stopOf } from './thread-ends.ts';

/** The statuses, folded in a thread that does nothing else: who waits for his own to be seen waits for no other work. */
export interface StatusesThread {
  readonly shared: SharedStatuses;
  /** For one other thread that hears of them, see `sharedStatusesOver`. */
  readonly other: MessagePort;
  /** Closes what it holds; calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Three semi-spaces; the thread that listens is started with 48. */
const maxYoungGenerationSizeMb = 24;

/** Starts the thread; its going on is the process's: an error nobody caught there ends both. */
export const startStatuses = (data: Omit<StatusesData, 'other'>): StatusesThread => {
  const { port1: atStatuses, port2: other } = new MessageChannel();
  const worker = new Worker(new URL('./statuses.worker.js', import.meta.url), {
    workerData: { ...data, other: atStatuses } satisfies StatusesData,
    transferList: [atStatuses],
    name: 'statuses',
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const shared = sharedStatusesOver(worker);
  return { shared, other, stop: stopOf(worker, shared.first) };
};
