import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What the double takes for a virus: an invented marker, and no program of any kind. */
export const marker = Buffer.from('motcua-invented-test-marker-7f1d');

export type Manner =
  | 'well'
  | 'byte by byte'
  | 'slowly'
  | 'never'
  | 'never when clean'
  | 'reset'
  | 'hang up'
  | 'garbage'
  | 'endless'
  | 'trickles'
  | 'over the limit';

/** The chunks of a whole `zINSTREAM`, or undefined while some of it is still to come. Throws where it is none. */
const streamed = (heard: Buffer): Buffer | undefined => {
  const command = Buffer.from('zINSTREAM\0');
  if (!command.subarray(0, heard.length).equals(heard.subarray(0, command.length))) throw new Error('not INSTREAM');
  const chunks: Buffer[] = [];
  let at = command.length;
  while (at + 4 <= heard.length) {
    const length = heard.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(heard.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
};

const say = async (socket: Socket, manner: Manner, answer: string): Promise<void> => {
  const bytes = Buffer.from(`${answer}\0`);
  if (manner === 'never' || (manner === 'never when clean' && answer.endsWith('OK'))) return;
  if (manner === 'slowly') await new Promise((resolve) => setTimeout(resolve, 150));
  if (manner === 'byte by byte') {
    for (const byte of bytes) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
  } else if (manner === 'garbage') socket.end('stream: maybe\0');
  else if (manner === 'endless') while (socket.writable) await new Promise((resolve) => socket.write(Buffer.alloc(1024, 'x'), resolve));
  else if (manner === 'trickles') {
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => clearInterval(timer));
  } else if (manner === 'hang up') socket.end('stream: O');
  else socket.end(bytes);
};

/** A double of clamd that knows one command and one virus, and can be told to behave badly. Counts the files that it was shown whole. */
export const clamdDouble = async (manner: Manner = 'well') => {
  let present = manner;
  let seen = 0;
  let underWay = 0;
  let mostAtOnce = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    socket.on('close', () => {
      sockets.delete(socket);
      underWay -= 1;
    });
    socket.on('error', () => undefined);
    let heard = Buffer.alloc(0);
    socket.on('data', (data) => {
      if (present === 'reset') return void socket.resetAndDestroy();
      if (present === 'over the limit') return void socket.end('INSTREAM size limit exceeded. ERROR\0');
      heard = Buffer.concat([heard, data]);
      const file = streamed(heard);
      if (file === undefined) return;
      seen += 1;
      void say(socket, present, file.includes(marker) ? 'stream: Motcua.Test.Marker FOUND' : 'stream: OK');
    });
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const away = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const port = await listen(0);
  return {
    address: { host: '127.0.0.1', port },
    url: `clamd://127.0.0.1:${port}`,
    seen: () => seen,
    mostAtOnce: () => mostAtOnce,
    behave: (next: Manner): void => {
      present = next;
    },
    /** Nobody listens there any more, until it is back. */
    away,
    back: () => listen(port),
    close: away,
  };
};
export type ClamdDouble = Awaited<ReturnType<typeof clamdDouble>>;
