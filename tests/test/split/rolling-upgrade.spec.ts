import { services } from '@motcua/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { requestLoad } from '../../src/request-load.ts';
import { SplitSystem } from '../../src/split-system.ts';

let system: SplitSystem;
let api: Client;
let form: unknown;

/** The checkout of another version, built, that is upgraded from. */
const older = process.env['MOTCUA_OLDER'];
if (older === undefined)
  process.stderr.write(
    'skipped because: no older version is here (MOTCUA_OLDER); each service is replaced by the same version of itself\n',
  );

beforeAll(async () => {
  system = await SplitSystem.start(2, {}, older);
  system.upgrade();
  api = client(system.url);
  form = await exampleForm(api);
});
afterAll(() => system?.dispose());

/** From N to N+1. Where no older one is at hand the same program stands for both; what changes hands is the same. */
test.each(services)('%s is upgraded instance by instance while citizens and officers ask: no request fails', async (service) => {
  const before = system.instances.filter((one) => one.service === service).map(({ process: { pid } }) => pid);
  const load = await requestLoad(api, form, 3);
  await eventually(
    () => services.map(load.answered),
    (counts) => counts.every((count) => count >= 5),
  );
  expect(await system.restartInTurn(service)).toEqual([0, 0]);
  const then = load.answered(service);
  await eventually(
    () => load.answered(service),
    (count) => count >= then + 10,
  );
  await load.stop();
  const after = system.instances.filter((one) => one.service === service).map(({ process: { pid } }) => pid);
  expect(after).toHaveLength(2);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  expect(load.failed).toEqual([]);
});

test('what the new version publishes is taken, and a life goes on with it', async () => {
  await system.publish();
  const load = await requestLoad(api, await exampleForm(api), 3);
  await eventually(
    () => services.map(load.answered),
    (counts) => counts.every((count) => count >= 5),
  );
  await load.stop();
  expect(load.failed).toEqual([]);
});
