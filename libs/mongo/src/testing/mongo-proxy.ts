import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';
import { answerTo, type Frame, framesFrom } from './wire.ts';

export interface Command {
  /** `find`, `insert`, `commitTransaction`, … */
  readonly name: string;
  readonly body: Document;
}

/** What becomes of a command. Absent: it passes. */
export interface Interception {
  /** Ends the connection: before the server has heard the command, or after it has done it and before anyone hears so. */
  readonly cut?: 'before' | 'after';
  /** Answered by the proxy; the server never hears of it. */
  readonly answer?: Document;
  /** Neither passed nor answered: a server that hangs. */
  readonly swallow?: true;
  /** Passed only then. */
  readonly after?: Promise<unknown>;
}

export interface MongoProxy {
  readonly url: string;
  close(): Promise<void>;
}

const nameOf = (body: Document): string => Object.keys(body)[0] ?? '';

/** Stands between the driver and a server (or plays one, without `target`: then whatever is not intercepted is answered `ok`). */
export const mongoProxy = async (
  target: string | undefined,
  intercept: (command: Command) => Interception | undefined,
): Promise<MongoProxy> => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const serve = (client: Socket): void => {
    const at = target === undefined ? undefined : new URL(target);
    const server = at && keep(createConnection(Number(at.port), at.hostname));
    let cutAtAnswer = false;
    const end = (): void => {
      client.destroy();
      server?.destroy();
    };
    const handle = (frame: Frame): void => {
      const { cut, answer, swallow, after } = intercept({ name: nameOf(frame.body), body: frame.body }) ?? {};
      if (swallow) return;
      if (cut === 'after') cutAtAnswer = true;
      if (cut === 'before') end();
      else if (answer || !server) client.write(answerTo(frame, BSON.serialize(answer ?? { ok: 1 })));
      else if (after) void after.then(() => server.write(frame.bytes));
      else server.write(frame.bytes);
    };
    const read = framesFrom(handle);
    client.on('data', read);
    client.once('close', end);
    server?.on('data', (bytes) => (cutAtAnswer ? end() : client.write(bytes)));
    server?.once('close', end);
  };
  const listener = createServer((client) => serve(keep(client)));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const path = target === undefined ? '/' : new URL(target).pathname;
  return {
    url: `mongodb://127.0.0.1:${port}${path}?directConnection=true`,
    async close() {
      listener.close();
      for (const socket of sockets) socket.destroy();
      await once(listener, 'close');
    },
  };
};

/** What a server does that hangs, from `hang` to `thaw`: it accepts connections, `greets` or not, and answers nothing; what it has swallowed is never answered. */
export const hangingMongo = async (target: string, { greets }: { readonly greets: boolean }) => {
  let hangs = false;
  let swallowed = 0;
  const proxy = await mongoProxy(target, ({ name }) => {
    if (!hangs || (greets && (name === 'hello' || name === 'ismaster'))) return undefined;
    swallowed += 1;
    return { swallow: true };
  });
  return {
    ...proxy,
    swallowed: () => swallowed,
    hang: (): void => {
      hangs = true;
    },
    thaw: (): void => {
      hangs = false;
    },
  };
};
