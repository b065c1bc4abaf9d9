import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract, sealContract } from '@motcua/es/testing';
import { afterAll, expect, test } from 'vitest';
import { sqliteSeal } from './seal.ts';
import { sqliteEventStore } from './sqlite-event-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const fileOf = (n: number) => join(folder, `${n}`, 'events.sqlite');
for (const writtenIn of ['thread', 'here'] as const) {
  eventStoreContract(`sqlite, written ${writtenIn}`, () => sqliteEventStore({ file: fileOf(++count), writtenIn }), {
    reopen: () => sqliteEventStore({ file: fileOf(count), writtenIn }),
  });
}
// Who gathers keeps the same contract, only later.
eventStoreContract('sqlite, gathering', () => sqliteEventStore({ file: fileOf(++count), writtenIn: 'here', gatherMs: 10 }), {
  reopen: () => sqliteEventStore({ file: fileOf(count), writtenIn: 'here', gatherMs: 10 }),
});

const metadata = { at: '2026-11-26T08:00:00+07:00', actor: 'system:test', correlationId: 'c', causationId: 'c' };

test('a store that gathers writes who is alone at once, and who comes close behind together', async () => {
  const store = await sqliteEventStore({ file: fileOf(++count), writtenIn: 'here', gatherMs: 300 });
  const append = (n: number) => store.append(`told-${n}`, [{ id: randomUUID(), type: 'Told.v1', data: { n }, metadata }], 'absent');
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const began = performance.now();
  await append(1);
  expect(performance.now() - began).toBeLessThan(300);
  const second = append(2);
  await turn();
  let isThirdDone = false;
  const third = append(3).then(() => (isThirdDone = true));
  await second;
  // In another transaction it would come no sooner than the time after this one.
  await turn();
  expect(isThirdDone).toBe(true);
  await third;
  await store.close();
});

sealContract('sqlite', {
  seal: () => sqliteSeal(fileOf(++count)),
  open: (options) => sqliteEventStore({ file: fileOf(count), ...options }),
});
