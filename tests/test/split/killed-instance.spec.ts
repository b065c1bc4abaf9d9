import { services } from '@motcua/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { folderIsWhole, judge } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { SplitSystem } from '../../src/split-system.ts';

let system: SplitSystem;
let api: Client;
let form: unknown;
const everything: Acknowledged[] = [];

beforeAll(async () => {
  system = await SplitSystem.start(2);
  api = client(system.url);
  form = await exampleForm(api);
});
afterAll(() => system?.dispose());

describe.each(services)('one of two instances of %s is killed under load', (service) => {
  const table = faultTable(`kill one of two ${service}`);

  test.each(everyRound(1))('round %i: nothing is lost, nothing opened or told twice', async () => {
    const load = submissionLoad(api, form, 3);
    await eventually(load.acknowledgedSoFar, (count) => count >= 15);
    await system.kill(service);
    const then = load.acknowledgedSoFar();
    await eventually(load.acknowledgedSoFar, (count) => count >= then + 15);
    await system.startInstance(service);
    await system.untilReady();
    const { filed, tally } = await judge(system, api, await load.stop());
    everything.push(...filed);
    table.add(tally);
  });
});

test('all that is left ends cleanly, and the folders are whole', async () => {
  expect(await system.end('SIGTERM')).toEqual(system.instances.map(() => 0));
  await folderIsWhole(system, everything);
});
