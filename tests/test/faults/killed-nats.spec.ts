import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually } from '../../src/client.ts';
import { submissionLoad } from '../../src/load.ts';
import { eachHeardOnce, nothingLostNothingDoubled } from '../../src/oracle.ts';
import { rounds } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

let system: System;
let form: unknown;

beforeAll(async () => {
  system = await System.start();
  const api = client(system.url);
  form = (await api.call<{ form: { example: unknown } }>('GET', '/api/intake/v1/procedures/1.001193')).body.form.example;
}, 120_000);
afterAll(() => system.dispose(), 30_000);

test.each(Array.from({ length: rounds() }, (_, round) => round + 1))(
  'round %i: nats-server alone is killed under load; submissions and look-ups go on, the lag drains',
  async () => {
    const api = client(system.url);
    const load = submissionLoad(api, form, 4);
    const until = 30 + randomInt(60);
    await eventually(
      async () => load.acknowledgedSoFar(),
      (count) => count >= until,
    );
    const killed = system.natsPid;
    process.kill(killed, 'SIGKILL');
    const before = load.acknowledgedSoFar();
    await eventually(
      async () => load.acknowledgedSoFar(),
      (count) => count >= before + 30,
    );
    const report = await load.stop();
    expect(report.unknown).toEqual([]); // no state of the bus refuses a citizen
    await eventually(
      async () => system.natsPid,
      (pid) => pid !== killed,
    );
    await nothingLostNothingDoubled(api, report);
    await eachHeardOnce(api, report.acknowledged.slice(-10));
  },
  120_000,
);
