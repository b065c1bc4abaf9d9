import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { asOperator, everyStream, type StreamFacts } from '../../src/operator.ts';
import { judge, leavesAWholeFolder } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

let system: System;
let form: unknown;
const everFiled: Acknowledged[] = [];
const table = faultTable('deletion of every stream');
const tails = ['INTAKE', 'PUBLIC', 'WORKFLOW'];

beforeAll(async () => {
  system = await System.start();
  form = await exampleForm(client(system.url));
});
afterAll(() => system.dispose());

const deleteAll = (): Promise<readonly StreamFacts[]> =>
  asOperator(system.dataDir, async (manager) => {
    const there = await everyStream(manager);
    for (const { name } of there) await manager.streams.delete(name);
    return there;
  });

test.each(everyRound())('round %i: every JetStream stream is deleted under load; nothing is missed', async () => {
  const api = client(system.url);
  const load = submissionLoad(api, form, 4);
  const until = 20 + randomInt(40);
  await eventually(load.acknowledgedSoFar, (count) => count >= until);
  const deleted = await deleteAll();
  expect(deleted.map(({ name }) => name)).toEqual(expect.arrayContaining(tails));
  const before = load.acknowledgedSoFar();
  await eventually(load.acknowledgedSoFar, (count) => count >= before + 20);
  const report = await load.stop();
  expect(report.unknown).toEqual([]);
  const { filed, tally } = await judge(system, api, report);
  // They were made anew: others than those that were there.
  const now = await eventually(
    () => asOperator(system.dataDir, everyStream),
    (streams) => tails.every((tail) => streams.some(({ name }) => name === tail)),
  );
  const madeBefore = new Map(deleted.map(({ name, created }) => [name, created]));
  for (const { name, created } of now) expect(created).not.toBe(madeBefore.get(name));
  everFiled.push(...filed);
  table.add(tally);
});

test('afterwards every chain is whole, every read model is its fold, every message went out once', () =>
  leavesAWholeFolder(system, everFiled));
