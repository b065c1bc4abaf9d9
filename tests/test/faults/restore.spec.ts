import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackupShelf, backupShelf } from '../../src/backup-shelf.ts';
import { client } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import type { Acknowledged } from '../../src/load.ts';
import { everythingVerifies, judge } from '../../src/oracle.ts';
import { drillMs, drillRestore, type Memory } from '../../src/restore-drill.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

/** Restored again and again, each time from what the last one became. */
const table = faultTable('restore of an older backup');
const memory: Memory = { codes: [], erased: [] };
const held: Acknowledged[] = [];
let shelf: BackupShelf;
let system: System;

beforeAll(async () => {
  shelf = await backupShelf();
  system = await System.start();
});
afterAll(async () => {
  await system.dispose();
  shelf.dispose();
});

test.each(everyRound())(
  'round %i: nothing the backup holds is lost, no code given twice, nobody told twice, the erased stay erased',
  async () => {
    const old = system;
    const { recipient, identity } = shelf;
    const restored = await drillRestore({ old, memory, shelf: shelf.place(), recipient, identity });
    system = restored.system;
    held.push(...restored.filed);
    table.add(restored.tally);
    await old.dispose();
  },
  drillMs,
);

test('at the end all that any of them held is there, every chain is whole, every read model is its fold', async () => {
  await judge(system, client(system.url), { acknowledged: held, unknown: [], refused: [] });
  expect(await system.end('SIGTERM')).toBe(0);
  await everythingVerifies(system, held.length);
});
