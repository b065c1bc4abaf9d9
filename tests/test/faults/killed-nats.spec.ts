import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { judge, leavesAWholeFolder } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

let system: System;
let form: unknown;
const everFiled: Acknowledged[] = [];
const table = faultTable('kill -9 of nats-server');

beforeAll(async () => {
  system = await System.start();
  form = await exampleForm(client(system.url));
});
afterAll(() => system.dispose());

test.each(everyRound())('round %i: nats-server alone is killed under load; submissions go on, the lag drains', async () => {
  const api = client(system.url);
  const load = submissionLoad(api, form, 4);
  const until = 20 + randomInt(40);
  await eventually(load.acknowledgedSoFar, (count) => count >= until);
  const killed = await system.killNats();
  const before = load.acknowledgedSoFar();
  await eventually(load.acknowledgedSoFar, (count) => count >= before + 20);
  const report = await load.stop();
  expect(report.unknown).toEqual([]); // no state of the bus refuses a citizen
  await eventually(
    () => system.natsPid,
    (pid) => pid !== killed,
  );
  const { filed, tally } = await judge(system, api, report);
  everFiled.push(...filed);
  table.add(tally);
});

test('afterwards every chain is whole, every read model is its fold, every message went out once', () =>
  leavesAWholeFolder(system, everFiled));
