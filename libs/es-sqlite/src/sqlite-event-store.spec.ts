import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract, sealContract } from '@motcua/es/testing';
import { afterAll, expect, test, vi } from 'vitest';
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
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const store = await sqliteEventStore({ file: fileOf(++count), writtenIn: 'here', gatherMs: 50 });
    const append = (n: number) => store.append(`told-${n}`, [{ id: randomUUID(), type: 'Told.v1', data: { n }, metadata }], 'absent');
    // No time passes: one that waited would never be answered.
    await append(1);
    const others = vi.getTimerCount();
    const second = append(2);
    await new Promise((resolve) => setImmediate(resolve));
    const third = append(3);
    expect(vi.getTimerCount()).toBe(others + 1);
    // Enough for one transaction, not for two.
    vi.advanceTimersByTime(50);
    await Promise.all([second, third]);
    await store.close();
  } finally {
    vi.useRealTimers();
  }
});

sealContract('sqlite', {
  seal: () => sqliteSeal(fileOf(++count)),
  open: (options) => sqliteEventStore({ file: fileOf(count), ...options }),
});
