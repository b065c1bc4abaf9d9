import { verifyChain, wholeLog } from '@motcua/es';
import { someEvent, tailOf } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callsOn } from '../src/calls.ts';
import { connect } from '../src/connection.ts';
import { kurrentdbEventStore } from '../src/index.ts';
import { type KurrentdbDouble, kurrentdbDouble } from './double/kurrentdb-double.ts';
import { logDouble } from './double/log-double.ts';

let first: KurrentdbDouble;
let second: KurrentdbDouble;
beforeEach(async () => {
  const log = logDouble();
  first = await kurrentdbDouble({ log });
  second = await kurrentdbDouble({ log });
});
afterEach(async () => {
  await first.stop();
  await second.stop();
});
const nodes = () => `127.0.0.1:${first.port},127.0.0.1:${second.port}`;

test('when another node leads, appends, reads and the subscription go there, and nobody hears of it', async () => {
  second.follow({ host: '127.0.0.1', port: first.port });
  const store = await kurrentdbEventStore({ url: `esdb://${nodes()}?tls=false`, namespace: 'cluster' });
  const tail = tailOf(store.subscribe());
  await store.append('note-1', [someEvent('a')], 'absent');
  expect([first.seen.appends, second.seen.appends]).toStrictEqual([2, 0]);
  second.follow(undefined);
  first.follow({ host: '127.0.0.1', port: second.port });
  first.breakSubscriptions();
  expect(await store.append('note-1', [someEvent('b')], 0)).toMatchObject({ revision: 1, position: 2 });
  expect(second.seen.appends).toBe(1);
  await tail.untilEvents(2);
  await expect.poll(() => second.seen.subscriptions, { timeout: 5_000 }).toBe(1);
  expect(await verifyChain(wholeLog(store))).toStrictEqual({ events: 2, streams: 1, faults: [] });
  await store.close();
});

test('a cluster that was away for longer than its discovery tries is found again', async () => {
  const url = `esdb+discover://127.0.0.1:${first.port}?tls=false&maxDiscoverAttempts=2&discoveryInterval=20`;
  const store = await kurrentdbEventStore({ url, namespace: 'cluster' });
  await store.append('note-1', [someEvent('a')], 'absent');
  await first.stop();
  for (let n = 0; n < 3; n++) await expect(store.append('note-1', [someEvent('b')], 0)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  await first.start();
  await expect
    .poll(() => store.append('note-1', [someEvent('b')], 0).catch(() => undefined), { timeout: 10_000, interval: 50 })
    .toMatchObject({ revision: 1, position: 2 });
  await store.close();
});

test('a client that fails again and again is replaced, between calls', async () => {
  const connection = connect(`esdb+discover://127.0.0.1:${first.port}?tls=false&maxDiscoverAttempts=1&discoveryInterval=10`);
  const range = { stream: 'note-1', from: 'end', direction: 'backwards', limit: 1 } as const;
  const calls = callsOn(connection, range);
  await calls.readStream(range, Date.now() + 1_000);
  expect(connection.replaced()).toBe(0);
  await first.stop();
  const away = () =>
    calls.readStream(range, Date.now() + 300).then(
      () => undefined,
      () => connection.replaced(),
    );
  await expect.poll(away, { timeout: 10_000, interval: 50 }).toBeGreaterThan(0);
  await first.start();
  await expect.poll(() => calls.readStream(range, Date.now() + 300).catch(() => undefined), { timeout: 10_000 }).toStrictEqual([]);
  await connection.close();
});
