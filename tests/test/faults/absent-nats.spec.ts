import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { judge, leavesAWholeFolder } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

/** A nats-server that refuses to start while a file lies beside it: the bus is away, as on a broken host. */
let shelf: string;
let gate: string;
let system: System;
let form: unknown;
const everFiled: Acknowledged[] = [];
const inTheMiddle = faultTable('nats-server absent in the middle');
const atTheStart = faultTable('nats-server absent at the start');

beforeAll(async () => {
  shelf = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  gate = join(shelf, 'away');
  const wrapper = join(shelf, 'nats-server');
  writeFileSync(wrapper, `#!/bin/sh\n[ -e "${gate}" ] && exit 1\nPATH=$PATH:/usr/sbin exec nats-server "$@"\n`);
  chmodSync(wrapper, 0o755);
  system = await System.start({ env: { MOTCUA_NATS_SERVER: wrapper } });
  form = await exampleForm(client(system.url));
});
afterAll(async () => {
  await system.dispose();
  rmSync(shelf, { recursive: true });
});

/** A whole minute in the long lane. */
const longestMs = process.env['MOTCUA_LONG'] === '1' ? 60_000 : 8_000;

const readiness = async (): Promise<number> => (await client(system.url).call('GET', '/readyz')).status;

/** The fault is on, and said; where it is not, what each check says instead. */
const saysThatItIsOn = async (): Promise<void> => {
  const { status, text } = await client(system.url).call('GET', '/readyz');
  expect(status, text).toBe(503);
};

test.each(everyRound())('round %i, away in the middle: submissions and look-ups go on, afterwards the lag drains', async (round) => {
  const api = client(system.url);
  const early = submissionLoad(api, form, 2);
  await eventually(early.acknowledgedSoFar, (count) => count >= 10);
  const before = await judge(system, api, await early.stop());
  everFiled.push(...before.filed);
  const [known] = before.filed;
  writeFileSync(gate, '');
  onTestFinished(() => rmSync(gate, { force: true }));
  await system.killNats();
  const [began, awayMs] = [Date.now(), round === 1 ? longestMs : 3_000];
  const load = submissionLoad(api, form, 1, 20);
  onTestFinished(() => void load.stop());
  await eventually(
    async () => {
      const lookup = await api.call('GET', '/api/tracking/v1/status', { tracking: known?.token ?? '' });
      expect(lookup.status).toBe(200);
      return Date.now() - began;
    },
    (ms) => ms > awayMs,
    120_000,
  );
  const soFar = load.acknowledgedSoFar();
  await eventually(load.acknowledgedSoFar, (count) => count > soFar); // still taken in, so long after the bus has gone
  await saysThatItIsOn();
  const report = await load.stop();
  expect(report.unknown).toEqual([]);
  rmSync(gate);
  const { filed, tally } = await judge(system, api, report);
  await eventually(readiness, (status) => status === 200);
  everFiled.push(...filed);
  inTheMiddle.add(tally);
});

/** `up` waits a while for everything to be ready, says that it is not, and goes on; citizens do not wait for that. */
const startsAllTheSame = async (): Promise<void> => {
  const before = system.output.length;
  await system.start();
  expect(system.output.slice(before)).toContainEqual(expect.stringMatching(/^Not everything is ready yet/));
};

test.each(everyRound())('round %i, away at the start: the citizen is served, the rest follows when it comes', async (round) => {
  expect(await system.end('SIGTERM')).toBe(0);
  onTestFinished(() => rmSync(gate, { force: true }));
  writeFileSync(gate, '');
  if (round === 1) await startsAllTheSame();
  else await system.startListening();
  const api = client(system.url);
  const load = submissionLoad(api, form, 2);
  await eventually(load.acknowledgedSoFar, (count) => count >= 30);
  const report = await load.stop();
  expect(report.unknown).toEqual([]);
  await saysThatItIsOn();
  rmSync(gate);
  const { filed, tally } = await judge(system, api, report);
  await eventually(readiness, (status) => status === 200);
  everFiled.push(...filed);
  atTheStart.add(tally);
});

test('afterwards every chain is whole, every read model is its fold, every message went out once', () =>
  leavesAWholeFolder(system, everFiled));
