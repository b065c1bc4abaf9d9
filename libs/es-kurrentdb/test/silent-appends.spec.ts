import { type EventStore, verifyChain, wholeLog } from '@motcua/es';
import { someEvent } from '@motcua/es/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Calls, callsOn } from '../src/calls.ts';
import { connect } from '../src/connection.ts';
import { kurrentdbEventStore } from '../src/index.ts';
import { toProposed } from '../src/stored-form.ts';
import { type KurrentdbDouble, kurrentdbDouble } from './double/kurrentdb-double.ts';

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
  const silentMs = 200;
  const open = async () => {
    const connection = connect(double.url);
    const calls = callsOn(connection, range, silentMs);
    onTestFinished(calls.close);
    await calls.readStream(range, Date.now() + 5_000);
    return { connection, calls };
  };
  const sentOnce = async (calls: Calls, data = '{}') => {
    const events = [toProposed({ id: '00000000-0000-4000-8000-000000000001', type: 'Noted', data })];
    const append = () => calls.append('note-1', -1, events, Date.now() + 100);
    await expect(append()).rejects.toMatchObject({ name: 'OutOfTime' });
    expect(double.seen.appends).toBe(1);
    return append;
  };
  const asked = () => double.seen.reads + double.faults.happened.filter((fault) => fault === 'read hang').length;
  /** So often that the first of these questions has ended, be it without an answer. */
  const askedOften = async (): Promise<void> => {
    const before = asked();
    await expect.poll(asked, { timeout: 5_000, interval: 10 }).toBeGreaterThanOrEqual(before + 4);
  };

  test('is cancelled, and its client replaced, when the server answers others', async () => {
    const { connection, calls } = await open();
    double.faults.next('append', 'hang');
    const append = await sentOnce(calls);
    await expect.poll(double.openAppends, { timeout: 5_000, interval: 10 }).toBe(0);
    expect(connection.replaced()).toBe(1);
    await expect.poll(() => append().catch(() => undefined), { timeout: 5_000 }).toStrictEqual({ revision: 0 });
  });

  test('is not cancelled while the server is asleep: it may not have read all of it', async () => {
    const { connection, calls } = await open();
    double.faults.always('hang');
    await sentOnce(calls);
    await askedOften();
    expect([double.openAppends(), connection.replaced()]).toStrictEqual([1, 0]);
    double.faults.always(undefined);
    await expect.poll(double.openAppends, { timeout: 5_000, interval: 10 }).toBe(0);
  });

  test('is not cancelled where it is so large that the server may not have read all of it, awake or not', async () => {
    const { connection, calls } = await open();
    double.faults.next('append', 'hang');
    await sentOnce(calls, JSON.stringify('x'.repeat(70_000)));
    await askedOften();
    expect([double.openAppends(), connection.replaced()]).toStrictEqual([1, 0]);
  });
});
