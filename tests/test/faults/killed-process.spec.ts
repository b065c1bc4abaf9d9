import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm } from '../../src/client.ts';
import { deskHolds, deskLoad } from '../../src/desk.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { judge, leavesAWholeFolder } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

let system: System;
let form: unknown;
const everFiled: Acknowledged[] = [];
const table = faultTable('kill -9 of the whole process');

beforeAll(async () => {
  system = await System.start();
  form = await exampleForm(client(system.url));
});
afterAll(() => system.dispose());

test.each(everyRound())('round %i: the whole process is killed under load; nothing acknowledged is lost, nothing doubled', async () => {
  const api = client(system.url);
  const token = await api.officer('tiep-nhan');
  const load = submissionLoad(api, form, 8);
  const desk = deskLoad(api, token, load, 2);
  const [filedUntil, acceptedUntil] = [40 + randomInt(80), 5 + randomInt(10)];
  await eventually(load.acknowledgedSoFar, (count) => count >= filedUntil);
  await eventually(desk.acceptedSoFar, (count) => count >= acceptedUntil);
  expect(await system.end('SIGKILL')).toBe('SIGKILL');
  const [report, accepted] = [await load.stop(), await desk.stop()];
  expect(report.unknown.length).toBeGreaterThan(0); // the fault hit work under way
  await system.start();
  const { filed, tally } = await judge(system, api, report);
  const codes = await deskHolds(api, token, accepted);
  expect(new Set(codes.values()).size).toBe(codes.size);
  everFiled.push(...filed);
  table.add(tally);
});

test('afterwards every chain is whole, every read model is its fold, every message went out once', () =>
  leavesAWholeFolder(system, everFiled));
