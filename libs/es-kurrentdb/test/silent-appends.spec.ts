import { randomUUID } from 'node:crypto';
import { type EventStore, verifyChain, wholeLog } from '@motcua/es';
import { someEvent } from '@motcua/es/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { callsOn } from '../src/calls.ts';
import { type Connection, connect } from '../src/connection.ts';
import { kurrentdbEventStore } from '../src/index.ts';
import type { RecordedEvent } from '../src/protocol.ts';
import { physicalStreamOf, toProposed } from '../src/stored-form.ts';
import { type KurrentdbDouble, kurrentdbDouble } from './double/kurrentdb-double.ts';
import { holdingProxy } from './holding-proxy.ts';
import { realServers } from './real-server.ts';

let double: KurrentdbDouble;
beforeEach(async () => {
  double = await kurrentdbDouble();
  onTestFinished(double.stop);
});
/** As many as an append is tried before its caller is told. */
const everyTry = (fault: 'hang' | 'held'): void => double.faults.next('append', fault, fault, fault, fault);

describe('a server that answers everything but one append', () => {
  const open = async (): Promise<EventStore> => {
    const store = await kurrentdbEventStore({ url: double.url, namespace: 'silent' });
    onTestFinished(store.close);
    await store.append('note-1', [someEvent('a')], 'absent');
    return store;
  };
  const lost = async (store: EventStore): Promise<void> => {
    const start = performance.now();
    await expect(store.append('note-1', [someEvent('b'), someEvent('c')], 0)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    // The promise to callers, not a measure of speed.
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(double.openAppends()).toBeGreaterThan(0);
  };

  test('its caller is told within two seconds; carried out later, it is there once, whole, and the same command finds it', async () => {
    const store = await open();
    everyTry('held');
    await lost(store);
    double.letGo();
    expect(await store.append('note-1', [someEvent('b'), someEvent('c')], 0)).toMatchObject({ revision: 2, position: 3 });
    expect(await verifyChain(wholeLog(store))).toStrictEqual({ events: 3, streams: 1, faults: [] });
  });

  test('carried out later, it is seen by whoever appends next', async () => {
    const store = await open();
    everyTry('held');
    await lost(store);
    double.letGo();
    await expect(store.append('note-1', [someEvent('d')], 0)).rejects.toMatchObject({ name: 'VersionConflict', actual: 2 });
    expect(await store.append('note-1', [someEvent('d')], 2)).toMatchObject({ revision: 3, position: 4 });
    expect(await verifyChain(wholeLog(store))).toStrictEqual({ events: 4, streams: 1, faults: [] });
  });

  test('does not keep the store from closing, nor leaves anything open', async () => {
    const store = await open();
    everyTry('hang');
    await lost(store);
    const start = performance.now();
    await store.close();
    expect(performance.now() - start).toBeLessThan(3_000);
    await expect.poll(double.openAppends, { interval: 10 }).toBe(0);
  });
});

describe('an append that stays silent', () => {
  const range = { stream: 'note-1', from: 'end', direction: 'backwards', limit: 1 } as const;
  /** `asked`: how many reads were begun, its own questions and the tests'. */
  const open = async (url = double.url, lookEveryMs = 50) => {
    const connection = connect(url);
    let asked = 0;
    const streams: Connection['streams'] = (name, ...call) => {
      if (name === 'read') asked += 1;
      return connection.streams(name, ...call);
    };
    const calls = callsOn({ ...connection, streams }, range, lookEveryMs);
    onTestFinished(calls.close);
    await calls.readStream(range, Date.now() + 5_000);
    return { connection, calls, asked: () => asked };
  };
  type Opened = Awaited<ReturnType<typeof open>>;
  const text = (bytes: number): string => JSON.stringify('x'.repeat(bytes));
  const append = ({ calls }: Opened, { stream = 'note-1', data = '{}', count = 1, withinMs = 100 } = {}) => {
    const events = Array.from({ length: count }, () => toProposed({ id: randomUUID(), type: 'Noted', data }));
    return calls.append(stream, -1, events, Date.now() + withinMs);
  };
  /** Nobody waits for it any more. */
  const sent = (opened: Opened, what: Parameters<typeof append>[1] = {}): Promise<void> =>
    expect(append(opened, what)).rejects.toMatchObject({ name: 'OutOfTime' });
  /** So often that the first of these questions has ended, be it without an answer. */
  const askedOften = async ({ asked }: Opened): Promise<void> => {
    const before = asked();
    await expect.poll(asked, { timeout: 10_000, interval: 10 }).toBeGreaterThanOrEqual(before + 20);
  };
  /** Reads until one is answered, by a client that was put in the place of the first. */
  const replaced = async ({ connection, calls }: Opened): Promise<void> => {
    const read = () =>
      calls.readStream(range, Date.now() + 200).then(
        () => connection.replaced(),
        () => 0,
      );
    await expect.poll(read, { timeout: 15_000, interval: 10 }).toBeGreaterThan(0);
  };

  test('is cancelled when the server answers others; the subscription beside it goes on', async () => {
    const opened = await open();
    const heard: string[] = [];
    const following = new AbortController();
    const follower = { event: (event: RecordedEvent) => void heard.push(physicalStreamOf(event)), scanned: () => undefined };
    const subscription = opened.calls.subscribe({ from: 0, prefixes: ['note-'] }, follower, following.signal);
    await expect.poll(() => double.seen.subscriptions).toBe(1);
    double.faults.next('append', 'hang');
    await sent(opened);
    expect(double.openAppends()).toBe(1);
    await expect.poll(double.openAppends, { timeout: 5_000, interval: 10 }).toBe(0);
    await expect.poll(() => append(opened).catch(() => undefined), { timeout: 5_000 }).toStrictEqual({ revision: 0 });
    await expect.poll(() => heard).toStrictEqual(['note-1']);
    expect(double.seen.subscriptions).toBe(1);
    following.abort();
    await subscription;
  });

  test('is not cancelled while the server is asleep: it may not have read all of it', async () => {
    const opened = await open();
    double.faults.always('hang');
    await sent(opened);
    await askedOften(opened);
    expect(double.openAppends()).toBe(1);
    double.faults.always(undefined);
    await expect.poll(double.openAppends, { timeout: 5_000, interval: 10 }).toBe(0);
  });

  test.each([
    ['is so large', 1, 70_000],
    ['and others beside it are together so large', 2, 40_000],
  ])('is not cancelled where it %s that the server may not have all of it, awake or not', async (_, count, bytes) => {
    const opened = await open();
    double.faults.next('append', ...Array.from({ length: count }, () => 'hang' as const));
    await Promise.all(Array.from({ length: count }, (_none, n) => sent(opened, { stream: `note-${n}`, data: text(bytes) })));
    await askedOften(opened);
    expect(double.openAppends()).toBe(count);
  });

  test('does not take the room of others: where a connection is full of them, the next client has one of its own', async () => {
    const callsAtOnce = 4;
    double = await kurrentdbDouble({ callsAtOnce });
    onTestFinished(double.stop);
    const [opened, other] = [await open(), await open()];
    double.faults.next('append', ...Array.from({ length: callsAtOnce }, () => 'hang' as const));
    await Promise.all(Array.from({ length: callsAtOnce }, (_, n) => sent(opened, { stream: `note-${n}`, data: text(20_000) })));
    expect(await other.calls.readStream(range, Date.now() + 5_000)).toStrictEqual([]);
    await replaced(opened);
    expect(double.openAppends()).toBe(callsAtOnce);
  });

  test('is not cancelled at the end where only another connection answers', async () => {
    const proxy = await holdingProxy(double.port);
    onTestFinished(proxy.stop);
    const opened = await open(proxy.url, 60_000);
    proxy.hold();
    double.faults.next('append', 'hang');
    await sent(opened);
    await replaced(opened);
    await opened.calls.close();
    // What was sent to the server before this has reached it by now.
    await open(proxy.url);
    expect(double.openAppends()).toBe(1);
  });

  const doubled = { name: 'a double', start: async () => ({ url: double.url, stop: async () => undefined }) };
  const real = realServers().servers.map(({ name, url, stop }) => ({ name, start: async () => ({ url: await url(), stop }) }));

  test.each([doubled, ...real])(
    'is never torn by giving it up while a held connection has not sent all of it ($name)',
    async ({ start }) => {
      const server = await start();
      onTestFinished(server.stop);
      const proxy = await holdingProxy(Number(new URL(server.url).port));
      onTestFinished(proxy.stop);
      const opened = await open(proxy.url, 250);
      proxy.hold();
      // More together than the real server lets one connection send unread (1 MiB on .NET 10).
      const streams = Array.from({ length: 40 }, () => `torn-${randomUUID()}`);
      // Time enough to be sent, however full the machine: what is too late for that stays unsent, and is not what this is about.
      await Promise.all(streams.map((stream) => sent(opened, { stream, data: text(15_000), count: 3, withinMs: 2_000 })));
      await replaced(opened);
      await askedOften(opened);
      proxy.release();
      const there = async (stream: string) =>
        (await opened.calls.readStream({ stream, from: 0, direction: 'forwards', limit: 9 }, Date.now() + 5_000)).length;
      for (const stream of streams) await expect.poll(() => there(stream), { timeout: 15_000 }).toBe(3);
    },
    60_000,
  );
});
