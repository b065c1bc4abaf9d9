import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually } from '../../src/client.ts';
import { submissionLoad } from '../../src/load.ts';
import { eachHeardOnce, nothingLostNothingDoubled } from '../../src/oracle.ts';
import { rounds } from '../../src/rounds.ts';
import { motcua, System } from '../../src/system.ts';

let system: System;
let form: unknown;

beforeAll(async () => {
  system = await System.start();
  const api = client(system.url);
  form = (await api.call<{ form: { example: unknown } }>('GET', '/api/intake/v1/procedures/1.001193')).body.form.example;
}, 120_000);
afterAll(() => system.dispose(), 30_000);

test.each(Array.from({ length: rounds() }, (_, round) => round + 1))(
  'round %i: the whole process is killed under load; nothing acknowledged is lost, nothing doubled',
  async () => {
    const api = client(system.url);
    const load = submissionLoad(api, form, 8);
    const until = 40 + randomInt(120);
    await eventually(
      async () => load.acknowledgedSoFar(),
      (count) => count >= until,
    );
    expect(await system.end('SIGKILL')).toBe('SIGKILL');
    const report = await load.stop();
    expect(report.unknown.length).toBeGreaterThan(0); // the fault hit work under way
    await system.start();
    await nothingLostNothingDoubled(api, report);
    await eachHeardOnce(api, report.acknowledged.slice(-20));
  },
  120_000,
);

test('afterwards every chain is whole and every read model equals its fold', async () => {
  expect(await system.end('SIGTERM')).toBe(0);
  const { code, output } = await motcua('verify', '--data', system.dataDir);
  expect(output).toMatch(/\d+ streams/);
  expect(code, output).toBe(0);
  await system.start();
}, 120_000);
