import { type KurrentdbForTests, kurrentdbForTests } from '@motcua/es-kurrentdb/testing/servers';
import { mongoForTests } from '@motcua/mongo/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackupShelf, backupShelf } from '../../src/backup-shelf.ts';
import { faultTable } from '../../src/fault-table.ts';
import { everythingVerifies } from '../../src/oracle.ts';
import { drillMs, drillRestore, type Memory } from '../../src/restore-drill.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

const mongo = await mongoForTests();
afterAll(() => mongo.stop());

/** Events on KurrentDB, a double where no real one can be started; keys, blobs and read models on a real server of the MongoDB protocol. */
describe.skipIf(mongo.url === undefined)('restored to other engines than those of the backup', () => {
  const table = faultTable('restore to other engines');
  const memory: Memory = { codes: [], erased: [] };
  let shelf: BackupShelf;
  let store: KurrentdbForTests | undefined;
  let system: System;

  beforeAll(async () => {
    shelf = await backupShelf();
    system = await System.start();
  });
  afterAll(async () => {
    await system?.dispose();
    await store?.stop();
    shelf?.dispose();
  });

  const emptyServers = async (): Promise<Readonly<Record<string, string>>> => {
    store = await kurrentdbForTests();
    const url = mongo.fresh();
    return { MOTCUA_STORE_URL: store.url, MOTCUA_READ_MODELS_URL: url, MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_BLOBS_URL: url };
  };
  /** Restores what the system has become to another place, and goes on there. */
  const moveTo = async (env: Readonly<Record<string, string>>): Promise<void> => {
    const old = system;
    const { recipient, identity } = shelf;
    const restored = await drillRestore({ old, memory, shelf: shelf.place(), recipient, identity, env });
    system = restored.system;
    table.add(restored.tally);
    await everythingVerifies(old, 1); // by the settings of the place it lay in
    await old.dispose();
  };

  describe.each(everyRound(1, 25))('round %i', () => {
    test('from files to servers: life goes on there', async () => moveTo(await emptyServers()), drillMs);

    test(
      'from servers to files: life goes on there',
      async () => {
        const left = store;
        store = undefined;
        await moveTo({}).finally(() => left?.stop());
      },
      drillMs,
    );
  });

  test('at the end every chain is whole, every read model is its fold', async () => {
    expect(await system.end('SIGTERM')).toBe(0);
    await everythingVerifies(system, 1);
  });
});
