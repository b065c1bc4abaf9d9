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
eventStoreContract('sqlite', () => sqliteEventStore({ file: fileOf(++count) }), {
  reopen: () => sqliteEventStore({ file: fileOf(count) }),
});

sealContract('sqlite', {
  seal: () => sqliteSeal(fileOf(++count)),
  open: (options) => sqliteEventStore({ file: fileOf(count), ...options }),
});
