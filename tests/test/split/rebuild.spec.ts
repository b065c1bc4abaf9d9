import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { lookUpLoad } from '../../src/look-ups.ts';
import { folderIsWhole, judge } from '../../src/oracle.ts';
import { type Instance, SplitSystem } from '../../src/split-system.ts';

let system: SplitSystem;
let api: Client;
let form: unknown;
const everFiled: Acknowledged[] = [];

const file = async (count: number, hands: number, meanwhile: () => Promise<void> = async () => undefined): Promise<void> => {
  const load = submissionLoad(api, form, hands);
  await eventually(load.acknowledgedSoFar, (so) => so >= count);
  await meanwhile();
  const then = load.acknowledgedSoFar();
  await eventually(load.acknowledgedSoFar, (so) => so >= then + count);
  const { filed } = await judge(system, api, await load.stop());
  everFiled.push(...filed);
};
const tracking = (): readonly [Instance, Instance] => system.instances.filter(({ service }) => service === 'tracking') as never;
const timesSaid = ({ output }: Instance, message: string): number => output.join('').split(`"${message}"`).length - 1;
const switchedItself = (instance: Instance): number => timesSaid(instance, 'a rebuilt read model is in use');
const followed = (instance: Instance): number => timesSaid(instance, 'a read model that another instance has rebuilt is in use');

const statusAt = async ({ url }: Instance, { token, requestCode }: Acknowledged): Promise<boolean> => {
  const { status, body } = await client(url).call<{ requestCode?: string }>('GET', '/api/tracking/v1/status', { tracking: token });
  return status === 200 && body.requestCode === requestCode;
};

beforeAll(async () => {
  // What an instance says of its read models is said at this level.
  system = await SplitSystem.start(2, { MOTCUA_LOG_LEVEL: 'info' });
  api = client(system.url);
  form = await exampleForm(api);
  await file(5, 1);
});
afterAll(() => system?.dispose());

test.each([0, 1] as const)(
  'instance %i of two rebuilds the status while both are asked and events arrive: no look-up fails, both switch',
  async (nth) => {
    const token = await api.officer('van-hanh');
    const [rebuilding, other] = nth === 0 ? tracking() : ([...tracking()].reverse() as [Instance, Instance]);
    const before = { itself: switchedItself(rebuilding), followed: followed(other) };
    const lookUps = lookUpLoad(api, everFiled.slice(0, 5));
    await file(5, 2, async () => {
      const answer = await client(rebuilding.url).call('POST', '/api/tracking/v1/projections/tracking-status/rebuild', {
        token,
        timeoutMs: 60_000,
      });
      expect(answer.status, answer.text).toBe(202);
      const { body } = await eventually(
        () => client(rebuilding.url).call<{ rebuild: { state: string } }>('GET', answer.headers.get('location') ?? '', { token }),
        ({ body: { rebuild } }) => rebuild.state !== 'under-way',
      );
      expect(body.rebuild.state).toBe('done');
      await eventually(
        () => followed(other),
        (times) => times === before.followed + 1,
      );
      const then = lookUps.answeredSoFar();
      await eventually(lookUps.answeredSoFar, (answered) => answered >= then + 20);
    });
    expect(switchedItself(rebuilding)).toBe(before.itself + 1);
    expect((await lookUps.stop()).failed).toBe(0);
    // Of both, what came before, during and after.
    for (const one of everFiled) for (const instance of tracking()) await eventually(() => statusAt(instance, one), Boolean);
  },
);

test('both end cleanly, and what is stored equals its fold', async () => {
  expect(await system.end('SIGTERM')).toEqual(system.instances.map(() => 0));
  await folderIsWhole(system, everFiled);
});
