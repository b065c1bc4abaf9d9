import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { type EventStore, verifyChain, wholeLog } from '@motcua/es';
import { eventStoreContract, sealContract, someEvent, tailOf } from '@motcua/es/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kurrentdbEventStore, kurrentdbSeal, newKurrentdbEpoch } from '../src/index.ts';
import { realServers } from './real-server.ts';

const { servers, why } = realServers();
const run = randomBytes(4).toString('hex');
let count = 0;

test.runIf(why !== undefined)('a real server is missing, and that is said', () => {
  process.stderr.write(`\nSKIPPED, real EventStoreDB/KurrentDB: ${why}\n`);
});

describe.each(servers)('real server $name', (server) => {
  let url: string;
  beforeAll(async () => {
    url = await server.url();
  }, 180_000);
  afterAll(() => server.stop());
  const open = (n = ++count): Promise<EventStore> => kurrentdbEventStore({ url, namespace: `test_${run}_${n}` });

  eventStoreContract('kurrentdb (real)', () => open(), { reopen: () => open(count), ordersCalls: false });
  sealContract('kurrentdb (real)', {
    seal: () => kurrentdbSeal({ url, namespace: `test_${run}_${++count}` }),
    open: (options) => kurrentdbEventStore({ url, namespace: `test_${run}_${count}` }, options),
  });

  test('two instances count alike, across blocks, while both write', async () => {
    const first = await open();
    const second = await open(count);
    const stores = [first, second];
    const tails = stores.map((store) => tailOf(store.subscribe()));
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const store = stores[writer % 2] as EventStore;
      for (let n = 0; n < 40; n++)
        await store.append(
          `note-${writer}`,
          Array.from({ length: 10 }, (_, at) => someEvent(`${writer}-${n}-${at}`)),
          n === 0 ? 'absent' : n * 10 - 1,
        );
    });
    await Promise.all(writers);
    for (const tail of tails) await tail.untilEvents(3_200);
    expect(tails[0]?.events().map(({ position }) => position)).toStrictEqual(Array.from({ length: 3_200 }, (_, at) => at + 1));
    expect(tails[1]?.events()).toStrictEqual(tails[0]?.events());
    expect((await first.readAll({ after: 1_499, limit: 2 })).map(({ position }) => position)).toStrictEqual([1_500, 1_501]);
    for (const store of stores) await store.close();
    const again = await open(count);
    expect(await again.head()).toBe(3_200);
    expect(await verifyChain(wholeLog(again))).toStrictEqual({ events: 3_200, streams: 8, faults: [] });
    expect((await again.readAll({ after: 900, limit: 50, streams: ['note-3'] })).every(({ stream }) => stream === 'note-3')).toBe(true);
    await again.close();
  }, 60_000);

  test('the same ids with other data are found out although the server says yes', async () => {
    const store = await open();
    await store.append('note-1', [someEvent('a', 'this')], 'absent');
    // So many that a store opened now begins behind them, and asks the server.
    for (const name of ['b', 'c'])
      await store.append(
        `note-${name}`,
        Array.from({ length: 500 }, (_, at) => someEvent(`${name}-${at}`)),
        'absent',
      );
    await store.append('note-d', [someEvent('d')], 'absent');
    await store.close();
    const other = await open(count);
    await expect(other.append('note-1', [someEvent('a', 'that')], 'absent')).rejects.toMatchObject({ name: 'EventIdReused' });
    await other.close();
  });

  test('the largest append of the port fits', async () => {
    const store = await open();
    const events = Array.from({ length: 500 }, (_, at) => someEvent(`${'một mã dài '.repeat(8)}${at}`, 'x'.repeat(700)));
    expect(await store.append('note-1', events, 'absent')).toMatchObject({ revision: 499, position: 500 });
    await store.close();
  });

  test('an epoch is minted, kept, and minted anew on demand', async () => {
    const store = await open();
    await store.close();
    const epoch = await newKurrentdbEpoch({ url, namespace: `test_${run}_${count}` });
    expect(epoch).not.toBe(store.epoch);
    const again = await open(count);
    expect(again.epoch).toBe(epoch);
    await again.close();
  });
});
