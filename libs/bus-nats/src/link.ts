import type { BusLogger } from '@motcua/bus';
import { connect, createInbox, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { accessOptions, type BusAddress } from './bus-address.ts';

export interface LinkOptions extends BusAddress {
  readonly name: string;
  readonly inboxPrefix: string;
  readonly logger: BusLogger;
}

/** A connection that is made in the background and made again for ever. */
export interface Link {
  /** The connection where it is up now. */
  now(): NatsConnection | undefined;
  /** Waits until it is up; rejects when the signal aborts. */
  up(signal: AbortSignal): Promise<NatsConnection>;
  /** Called with every new connection object (not on mere reconnects), and at once where there is one. */
  onConnection(use: (connection: NatsConnection) => void): void;
  /** The work's answer, or a rejection as soon as the connection breaks: what was asked on it may never be answered. */
  whileUp<T>(work: Promise<T>): Promise<T>;
  /** Rises each time the connection is made again. */
  generation(): number;
  /** A fresh subject that only this service may read; `from` is a part of its name, for permissions of those who answer. */
  inbox(from?: string): string;
  close(): Promise<void>;
}

const optionsOf = (options: LinkOptions): NodeConnectionOptions => ({
  ...accessOptions(options),
  name: options.name,
  inboxPrefix: options.inboxPrefix,
  noAsyncTraces: true,
  // We try again ourselves: the client's own wait for the first connection cannot be ended, and would keep a stopped process alive.
  waitOnFirstConnect: false,
  ignoreAuthErrorAbort: true,
  ignoreClusterUpdates: true,
  reconnect: true,
  maxReconnectAttempts: -1,
  reconnectTimeWait: 200,
  reconnectJitter: 100,
  pingInterval: 5_000,
  maxPingOut: 2,
  timeout: 3_000,
});

export const openLink = (options: LinkOptions): Link => {
  const { logger } = options;
  let connection: NatsConnection | undefined;
  let isUp = false;
  let generation = 0;
  const users: ((connection: NatsConnection) => void)[] = [];
  const waiting = new Set<() => void>();
  const interrupts = new Set<() => void>();
  const ended = new AbortController();

  const setUp = (up: boolean): void => {
    isUp = up;
    if (!up) {
      for (const interrupt of [...interrupts]) interrupt();
      return;
    }
    generation += 1;
    for (const wake of [...waiting]) wake();
  };

  const watch = async (open: NatsConnection): Promise<void> => {
    for await (const status of open.status()) {
      if (status.type === 'disconnect') setUp(false);
      if (status.type === 'reconnect') setUp(true);
      if (status.type === 'disconnect' || status.type === 'reconnect') logger.info('nats status', { status: status.type });
      if (status.type === 'error') logger.warn('nats error', { error: status.error.message });
    }
  };

  const keep = async (): Promise<void> => {
    let refused = '';
    while (!ended.signal.aborted) {
      try {
        const open = await connect(optionsOf(options));
        if (ended.signal.aborted) return void (await open.close());
        connection = open;
        refused = '';
        setUp(true);
        logger.info('nats connected', { server: open.getServer() });
        for (const use of users) use(open);
        void watch(open);
        const error = await open.closed();
        setUp(false);
        if (!ended.signal.aborted) logger.warn('nats connection closed', { error: error instanceof Error ? error.message : 'none' });
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        // Said once, not at every attempt of a long absence.
        if (reason !== refused) logger.warn('nats connection refused', { error: reason });
        refused = reason;
      }
      await pause(300, ended.signal);
    }
  };
  void keep();

  return {
    // Closed a moment before it is heard of: to publish on it would throw.
    now: () => (isUp && connection?.isClosed() === false ? connection : undefined),
    up: (signal) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          if (signal.aborted || ended.signal.aborted) reject(new Error('stopped'));
          else if (isUp && connection) resolve(connection);
          else return;
          waiting.delete(settle);
          signal.removeEventListener('abort', settle);
          ended.signal.removeEventListener('abort', settle);
        };
        waiting.add(settle);
        signal.addEventListener('abort', settle);
        ended.signal.addEventListener('abort', settle);
        settle();
      }),
    onConnection: (use) => {
      users.push(use);
      if (connection && !connection.isClosed()) use(connection);
    },
    whileUp: (work) =>
      new Promise((resolve, reject) => {
        const interrupt = (): void => {
          interrupts.delete(interrupt);
          reject(new Error('the connection broke'));
        };
        interrupts.add(interrupt);
        work.then(resolve, reject).finally(() => interrupts.delete(interrupt));
      }),
    generation: () => generation,
    inbox: (from) => createInbox(from === undefined ? options.inboxPrefix : `${options.inboxPrefix}.${from}`),
    async close() {
      ended.abort();
      await connection?.close();
    },
  };
};

/** Waits, or less where the signal aborts. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
