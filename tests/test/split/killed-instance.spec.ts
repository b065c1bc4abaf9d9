import { services } from '@motcua/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, type LoadReport, submissionLoad } from '../../src/load.ts';
import { lookUpLoad } from '../../src/look-ups.ts';
import { folderIsWhole, judge, sentTwice } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { SplitSystem } from '../../src/split-system.ts';
import { simulatorLedger } from '../../src/stored.ts';

let system: SplitSystem;
let api: Client;
let form: unknown;
const everFiled: Acknowledged[] = [];
const table = faultTable('kill one of two instances of each service, then nats-server');

const judged = async (report: LoadReport) => {
  const { filed, tally } = await judge(system, api, report);
  everFiled.push(...filed);
  return tally;
};

beforeAll(async () => {
  system = await SplitSystem.start(2);
  api = client(system.url);
  form = await exampleForm(api);
  const load = submissionLoad(api, form, 1);
  await eventually(load.acknowledgedSoFar, (count) => count >= 3);
  await judged(await load.stop());
});
afterAll(() => system?.dispose());

test.each(everyRound(5, 30))(
  'round %i: each process is killed once; nothing is lost, nothing opened or told twice, look-ups fail no longer than a second',
  async () => {
    const load = submissionLoad(api, form, 2);
    const lookUps = lookUpLoad(api, everFiled.slice(0, 3));
    const bothGoOn = async (): Promise<void> => {
      const [filed, lookedUp] = [load.acknowledgedSoFar(), lookUps.answeredSoFar()];
      await eventually(load.acknowledgedSoFar, (count) => count >= filed + 5);
      await eventually(lookUps.answeredSoFar, (count) => count >= lookedUp + 5);
    };
    const killed = new Set<number>();
    for (const service of services) {
      await bothGoOn();
      killed.add(await system.kill(service));
      expect(system.alive(service)).toHaveLength(1);
      await bothGoOn(); // with one instance fewer, before another one takes its place
      await system.startInstance(service);
    }
    await bothGoOn();
    killed.add(await system.killNats());
    await bothGoOn();
    const report = await load.stop();
    const seen = await lookUps.stop();
    expect(seen.longestOutageMs).toBeLessThanOrEqual(1_000);
    await system.untilReady();
    const tally = await judged(report);
    const toldTwice = sentTwice(simulatorLedger(system.dataDir));
    expect(toldTwice).toBe(0);
    table.add({
      ...tally,
      besides: {
        'processes killed': killed.size,
        'outcomes unknown at first': report.unknown.length,
        'messages sent twice': toldTwice,
        'look-ups answered': seen.answered,
        'look-ups failed': seen.failed,
      },
      atMost: { 'longest outage of look-ups, ms': Math.round(seen.longestOutageMs) },
    });
  },
);

test('all that is left ends cleanly, and the folders are whole', async () => {
  expect(await system.end('SIGTERM')).toEqual(system.instances.map(() => 0));
  await folderIsWhole(system, everFiled);
});
