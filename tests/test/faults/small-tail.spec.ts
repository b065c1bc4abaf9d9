import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { asOperator, everyStream } from '../../src/operator.ts';
import { judge, leavesAWholeFolder } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

let system: System;
let form: unknown;
const everFiled: Acknowledged[] = [];
const table = faultTable('a tail that overflows');

beforeAll(async () => {
  // Holds about four events: while nats-server is away a hundred times as many gather.
  system = await System.start({ env: { MOTCUA_NATS_TAIL_BYTES: '16384' } });
  form = await exampleForm(client(system.url));
});
afterAll(() => system.dispose());

test.each(everyRound())('round %i: a burst many times larger than the tail; nothing is missed', async () => {
  const api = client(system.url);
  const killed = system.natsPid;
  process.kill(killed, 'SIGSTOP'); // the relay can hand nothing over, consumers hear nothing
  const load = submissionLoad(api, form, 8);
  try {
    await eventually(load.acknowledgedSoFar, (count) => count >= 150);
  } finally {
    process.kill(killed, 'SIGCONT');
  }
  const report = await load.stop();
  expect(report.unknown).toEqual([]);
  const { filed, tally } = await judge(system, api, report);
  everFiled.push(...filed);
  table.add(tally);
  const intake = (await asOperator(system.dataDir, everyStream)).find(({ name }) => name === 'INTAKE');
  expect(intake?.messages).toBeLessThan(20); // it is that small
  expect(intake?.firstSeq).toBeGreaterThan(everFiled.length - 20); // and what did not fit is gone from it
});

test('afterwards every chain is whole, every read model is its fold, every message went out once', () =>
  leavesAWholeFolder(system, everFiled));
