import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KurrentdbForTests, kurrentdbForTests } from '@motcua/es-kurrentdb/testing/servers';
import { mongoForTests } from '@motcua/mongo/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import type { Acknowledged } from '../../src/load.ts';
import { everythingVerifies, judge } from '../../src/oracle.ts';
import { drillRestore, type Memory } from '../../src/restore-drill.ts';
import { everyRound } from '../../src/rounds.ts';
import { motcua, System } from '../../src/system.ts';

const root = mkdtempSync(join(tmpdir(), 'motcua-restore-'));
const identity = join(root, 'identity');
const mongo = await mongoForTests();
let recipient: string;

beforeAll(async () => {
  const made = await motcua('backup', '--new-identity', identity);
  recipient = /^age1\w+$/m.exec(made.output)?.[0] ?? expect.unreachable(made.output);
});
afterAll(async () => {
  await mongo.stop();
  rmSync(root, { recursive: true, force: true });
});
const shelf = (): string => mkdtempSync(join(root, 'drill-'));

describe('restored again and again, each time from what the last one became', () => {
  const table = faultTable('restore of an older backup');
  const memory: Memory = { codes: [], erased: [] };
  const held: Acknowledged[] = [];
  let system: System;

  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.dispose());

  test.each(everyRound())(
    'round %i: nothing the backup holds is lost, no code given twice, nobody told twice, the erased stay erased',
    async () => {
      const old = system;
      const restored = await drillRestore({ old, memory, shelf: shelf(), recipient, identity });
      system = restored.system;
      held.push(...restored.filed);
      table.add(restored.tally);
      await old.dispose();
    },
  );

  test('at the end all that any of them held is there, every chain is whole, every read model is its fold', async () => {
    await judge(system, client(system.url), { acknowledged: held, unknown: [], refused: [] });
    expect(await system.end('SIGTERM')).toBe(0);
    await everythingVerifies(system, held.length);
  });
});

/** Events on KurrentDB, a double where no real one can be started; keys, blobs and read models on a real server of the MongoDB protocol. */
describe.skipIf(mongo.url === undefined)('restored to other engines than those of the backup', () => {
  const table = faultTable('restore to other engines');
  const memory: Memory = { codes: [], erased: [] };
  let store: KurrentdbForTests;
  let onServers: Readonly<Record<string, string>>;
  let system: System;

  beforeAll(async () => {
    store = await kurrentdbForTests();
    const url = mongo.fresh();
    const lies = { MOTCUA_READ_MODELS_URL: url, MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_BLOBS_URL: url };
    onServers = { MOTCUA_STORE_URL: store.url, ...lies };
    system = await System.start();
  });
  afterAll(async () => {
    await system.dispose();
    await store?.stop();
  });

  test.each([
    ['from files to servers', () => onServers],
    ['from servers to files', () => ({})],
  ])('%s: life goes on there', async (_what, env) => {
    const old = system;
    const restored = await drillRestore({ old, memory, shelf: shelf(), recipient, identity, env: env() });
    system = restored.system;
    table.add(restored.tally);
    await everythingVerifies(old, 1); // by the settings of the place it lay in
    await old.dispose();
  });

  test('at the end every chain is whole, every read model is its fold', async () => {
    expect(await system.end('SIGTERM')).toBe(0);
    await everythingVerifies(system, 1);
  });
});
