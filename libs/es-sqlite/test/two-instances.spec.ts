import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, verifyChain } from '@motcua/es';
import { someEvent, tailOf } from '@motcua/es/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqliteEventStore } from '../src/index.ts';

let folder: string;
let stores: EventStore[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
  const file = join(folder, 'events.sqlite');
  stores = [await sqliteEventStore({ file }), await sqliteEventStore({ file })];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

const other = (n: number): EventStore => stores[n % 2] as EventStore;

test('two instances on one file share one order, one epoch and one truth about every stream', async () => {
  expect(other(0).epoch).toBe(other(1).epoch);
  for (let round = 0; round < 30; round++) {
    const expected = round === 0 ? 'absent' : round - 1;
    const races = await Promise.allSettled(
      [0, 1].flatMap((n) => [1, 2].map((twin) => other(n).append('note-1', [someEvent(`${round}-${n}-${twin}`)], expected))),
    );
    expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(races.flatMap((race) => (race.status === 'rejected' ? [race.reason.name] : []))).toStrictEqual(Array(3).fill('VersionConflict'));
  }
  const log = await other(0).readAll({ after: 0, limit: 100 });
  expect(await other(1).readAll({ after: 0, limit: 100 })).toStrictEqual(log);
  expect(await verifyChain(log)).toStrictEqual({ events: 30, streams: 1, faults: [] });
});

test('writing at once, both get through, and each hears what the other has appended', async () => {
  const ending = new AbortController();
  const tails = stores.map((store) => tailOf(store.subscribe({ signal: ending.signal })));
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; n < 40; n++) await other(writer).append(`note-${writer}`, [someEvent(`${writer}-${n}`)], n === 0 ? 'absent' : n - 1);
  });
  await Promise.all(writers);
  for (const tail of tails) {
    await tail.untilEvents(320);
    expect(tail.events().map(({ position }) => position)).toStrictEqual(Array.from({ length: 320 }, (_, index) => index + 1));
  }
  expect((await verifyChain(tails[0]?.events() ?? [])).faults).toStrictEqual([]);
  await other(0).append('note-quiet', [someEvent('z')], 'absent');
  await Promise.all(tails.map((tail) => tail.untilCaughtUp(321)));
  ending.abort();
  await Promise.all(tails.map(({ ended }) => ended));
});
