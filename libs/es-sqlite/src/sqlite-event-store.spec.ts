import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract, sealContract } from '@motcua/es/testing';
import { afterAll } from 'vitest';
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

sealContract('sqlite', {
  seal: () => sqliteSeal(fileOf(++count)),
  open: (options) => sqliteEventStore({ file: fileOf(count), ...options }),
});
