import { someEvent } from '@motcua/es/testing';
import { expect, onTestFinished, test } from 'vitest';
import { kurrentdbEventStore } from '../src/index.ts';
import { kurrentdbDouble } from './double/kurrentdb-double.ts';
import { holdingProxy } from './holding-proxy.ts';
import { realServers } from './real-server.ts';

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
    const store = await kurrentdbEventStore({ url: proxy.url, namespace });
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
