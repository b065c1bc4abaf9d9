import { once } from 'node:events';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { someEvent } from '@motcua/es/testing';
import { expect, onTestFinished, test } from 'vitest';
import { kurrentdbEventStore } from '../src/index.ts';
import { kurrentdbDouble } from './double/kurrentdb-double.ts';
import { realServers } from './real-server.ts';

/** Lets bytes through both ways; held, nothing of the server's reaches the client, who can send only as much as was allowed before. */
const holdingProxy = async (port: number) => {
  const servers = new Set<Socket>();
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connectSocket(port, '127.0.0.1');
    servers.add(server);
    for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
    client.pipe(server);
    server.on('data', (bytes) => client.write(bytes));
    server.on('end', () => client.end());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as { port: number }).port,
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

const double = {
  name: 'a double',
  start: async () => {
    const server = await kurrentdbDouble();
    return { url: server.url, stop: server.stop };
  },
};
const real = realServers().servers.map(({ name, url, stop }) => ({ name, start: async () => ({ url: await url(), stop }) }));

test.each([double, ...real])(
  'an append that runs out of time while it is sent is there as a whole or not at all ($name)',
  async ({ start }) => {
    const server = await start();
    onTestFinished(server.stop);
    const proxy = await holdingProxy(Number(new URL(server.url).port));
    onTestFinished(proxy.stop);
    const namespace = `torn_${Date.now()}`;
    const store = await kurrentdbEventStore({ url: `esdb://127.0.0.1:${proxy.port}?tls=false`, namespace });
    onTestFinished(store.close);
    await store.append('note-0', [someEvent('first')], 'absent');
    const events = Array.from({ length: 400 }, (_, at) => someEvent(`${at}`, 'x'.repeat(800)));
    proxy.hold();
    const cut = store.append('note-1', events, 'absent');
    await expect(cut).rejects.toMatchObject({ name: 'StoreUnavailable' });
    proxy.release();
    const again = () => store.append('note-1', events, 'absent').then(({ revision }) => revision, String);
    await expect.poll(again, { timeout: 15_000 }).toBe(399);
  },
  60_000,
);
