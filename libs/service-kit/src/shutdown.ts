import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { failureFields } from './logger.ts';
import type { Logger } from './service.ts';
import type { Opened } from './start-services.ts';

/** Of the 10 s a supervisor gives us; the rest is for closing adapters. */
const drainMs = 7_000;

/**
 * It listens so long still: whoever sends people here may not have heard of the end, and a connection that the kernel has taken, but a busy loop has not, is
 * broken off when the listener closes.
 */
const lingerMs = 100;

/** A request follows its connection at once; only where nothing has come for so long was it opened ahead. */
const unusedAfterMs = 500;

/** Connections on which nothing was ever sent (browsers open them ahead), and since when they are open; Node does not count them as idle. */
const unused = new WeakMap<Server, Map<Socket, number>>();
export const watchUnused = (server: Server): void => {
  const sockets = new Map<Socket, number>();
  unused.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.set(socket, performance.now());
    socket.once('close', () => sockets.delete(socket));
  });
};
const closeUnused = (server: Server): void => {
  for (const [socket, since] of unused.get(server) ?? [])
    if (socket.bytesRead === 0 && performance.now() - since > unusedAfterMs) socket.destroy();
};

const settled = async (work: readonly Promise<unknown>[], logger: Logger, phase: string): Promise<void> => {
  for (const result of await Promise.allSettled(work))
    if (result.status === 'rejected') logger.error('a part did not stop cleanly', { ...failureFields(result.reason), phase });
};

const within = (ms: number, work: Promise<unknown>): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  work.then(
    () => resolve(true),
    () => resolve(true),
  );
  return promise.finally(() => clearTimeout(timer));
};

/**
 * A tenth of a second later nothing new is accepted; what is half-sent is read and answered, waiting reads are ended by `drain`, idle connections go at once.
 * Whatever has not ended after 7 s is cut. Then the adapters are closed.
 */
export const stopServices = async (
  app: NestFastifyApplication | undefined,
  opened: readonly Opened[],
  stopping: AbortController,
  logger: Logger,
): Promise<void> => {
  stopping.abort();
  if (app) {
    const server: Server = app.getHttpServer();
    await after(lingerMs);
    const drained = settled(
      opened.map(({ service }) => service.drain()),
      logger,
      'drain',
    );
    const closed = app.close();
    const idle = setInterval(() => {
      server.closeIdleConnections();
      closeUnused(server);
    }, 100);
    const clean = await within(drainMs, Promise.all([drained, closed]));
    clearInterval(idle);
    if (!clean) {
      logger.warn('connections were still busy and are cut');
      server.closeAllConnections();
      await within(1_000, closed);
    }
  }
  await settled(
    opened.map(({ service }) => service.stop()),
    logger,
    'stop',
  );
};
