import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * Lets bytes through both ways, to a server on this machine. Held, nothing of the server's reaches the clients that are connected by then, who can send only as
 * much as was allowed before; who connects later is let through.
 */
export const holdingProxy = async (port: number) => {
  const servers = new Set<Socket>();
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    servers.add(server);
    for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
    client.pipe(server);
    server.on('data', (bytes) => client.write(bytes));
    server.on('end', () => client.end());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `esdb://127.0.0.1:${(proxy.address() as { port: number }).port}?tls=false`,
    hold: (): void => {
      for (const server of servers) server.pause();
    },
    release: (): void => {
      for (const server of servers) server.resume();
    },
    stop: (): void => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
};
