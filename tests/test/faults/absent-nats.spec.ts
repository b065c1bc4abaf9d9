import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually } from '../../src/client.ts';
import { submissionLoad } from '../../src/load.ts';
import { eachHeardOnce, nothingLostNothingDoubled } from '../../src/oracle.ts';
import { System } from '../../src/system.ts';

/** A nats-server that refuses to start while a file lies beside it: the bus is away, as on a broken host. */
let shelf: string;
let gate: string;
let system: System;
let form: unknown;

beforeAll(async () => {
  shelf = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  gate = join(shelf, 'away');
  const wrapper = join(shelf, 'nats-server');
  writeFileSync(wrapper, `#!/bin/sh\n[ -e "${gate}" ] && exit 1\nPATH=$PATH:/usr/sbin exec nats-server "$@"\n`);
  chmodSync(wrapper, 0o755);
  system = await System.start({ env: { MOTCUA_NATS_SERVER: wrapper } });
  form = (await client(system.url).call<{ form: { example: unknown } }>('GET', '/api/intake/v1/procedures/1.001193')).body.form.example;
}, 120_000);
afterAll(async () => {
  await system.dispose();
  rmSync(shelf, { recursive: true });
}, 30_000);

test('away in the middle: submissions and look-ups go on, afterwards the lag drains', async () => {
  const api = client(system.url);
  const early = submissionLoad(api, form, 2);
  await eventually(
    async () => early.acknowledgedSoFar(),
    (count) => count >= 20,
  );
  const before = await early.stop();
  await nothingLostNothingDoubled(api, before);
  writeFileSync(gate, '');
  const killed = system.natsPid;
  process.kill(killed, 'SIGKILL');
  const load = submissionLoad(api, form, 2);
  await eventually(
    async () => load.acknowledgedSoFar(),
    (count) => count >= 100,
  );
  const known = before.acknowledged[0];
  const lookup = await api.call('GET', '/api/tracking/v1/status', { tracking: known?.token ?? '' });
  expect(lookup.status).toBe(200);
  expect((await api.call('GET', '/readyz')).status).toBe(503); // the fault is on, and said
  const report = await load.stop();
  expect(report.unknown).toEqual([]);
  rmSync(gate);
  await nothingLostNothingDoubled(api, report);
  await eachHeardOnce(api, report.acknowledged.slice(-20));
}, 180_000);

test('away at the start: the citizen is served, the rest follows when it comes', async () => {
  expect(await system.end('SIGTERM')).toBe(0);
  writeFileSync(gate, '');
  await system.start();
  const api = client(system.url);
  const load = submissionLoad(api, form, 2);
  await eventually(
    async () => load.acknowledgedSoFar(),
    (count) => count >= 20,
  );
  const report = await load.stop();
  expect((await api.call('GET', '/readyz')).status).toBe(503);
  rmSync(gate);
  await nothingLostNothingDoubled(api, report);
}, 180_000);
