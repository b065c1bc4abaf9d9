import { type KurrentdbForTests, kurrentdbForTests } from '@motcua/es-kurrentdb/testing/servers';
import { mongoForTests } from '@motcua/mongo/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackupShelf, backupShelf } from '../../src/backup-shelf.ts';
import { faultTable } from '../../src/fault-table.ts';
import { everythingVerifies } from '../../src/oracle.ts';
import { drillMs, drillRestore, type Memory } from '../../src/restore-drill.ts';
import { System } from '../../src/system.ts';

const mongo = await mongoForTests();
afterAll(() => mongo.stop());

/** Events on KurrentDB, a double where no real one can be started; keys, blobs and read models on a real server of the MongoDB protocol. */
describe.skipIf(mongo.url === undefined)('restored to other engines than those of the backup', () => {
  const table = faultTable('restore to other engines');
  const memory: Memory = { codes: [], erased: [] };
  let shelf: BackupShelf;
  let store: KurrentdbForTests;
  let onServers: Readonly<Record<string, string>>;
  let system: System;

  beforeAll(async () => {
    shelf = await backupShelf();
    store = await kurrentdbForTests();
    const url = mongo.fresh();
    const lies = { MOTCUA_READ_MODELS_URL: url, MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_BLOBS_URL: url };
    onServers = { MOTCUA_STORE_URL: store.url, ...lies };
    system = await System.start();
  });
  afterAll(async () => {
    await system.dispose();
    await store?.stop();
    shelf.dispose();
  });

  test.each([
    ['from files to servers', () => onServers],
    ['from servers to files', () => ({})],
  ])(
    '%s: life goes on there',
    async (_what, env) => {
      const old = system;
      const { recipient, identity } = shelf;
      const restored = await drillRestore({ old, memory, shelf: shelf.place(), recipient, identity, env: env() });
      system = restored.system;
      table.add(restored.tally);
      await everythingVerifies(old, 1); // by the settings of the place it lay in
      await old.dispose();
    },
    drillMs,
  );

  test('at the end every chain is whole, every read model is its fold', async () => {
    expect(await system.end('SIGTERM')).toBe(0);
    await everythingVerifies(system, 1);
  });
});
