import { expect, test, vi } from 'vitest';
import { Refused, untilRebuilt } from './rebuild.ts';

type View = Awaited<ReturnType<typeof untilRebuilt>>;
type Rebuild = NonNullable<View['rebuild']>;
const since = '2026-11-28T08:00:00.000Z';
const seen = (rebuild?: Partial<Rebuild>, generation = 3_000): View => ({
  generation,
  position: 260_000,
  ...(rebuild && { rebuild: { state: 'under-way', since, ...rebuild } }),
});
/** What is seen look by look, the last over and over. */
const looking = (...views: readonly (View | Error)[]) => {
  const left = [...views];
  return vi.fn(async () => {
    const view = (left.length > 1 ? left.shift() : left[0]) as View | Error;
    if (view instanceof Error) throw view;
    return view;
  });
};
const atOnce = { lookMs: 1, sayMs: 0, silentMs: 120_000 };
const soonSilent = { ...atOnce, silentMs: 20 };
const until = (look: () => Promise<View>, patience = atOnce, say: (progress: string) => void = () => undefined) =>
  untilRebuilt(look, since, say, patience);

test('says how far it is until what it fills is read, whichever instance is asked meanwhile', async () => {
  const said: string[] = [];
  const after = seen(undefined, 3_001);
  const look = looking(
    seen({}),
    seen({ generation: 3_001, position: 1_200 }),
    seen(),
    seen({ generation: 3_001, position: 140_000 }),
    after,
  );
  expect(await until(look, atOnce, (progress) => said.push(progress))).toEqual(after);
  expect(said).toEqual(['event 1,200 of 260,000', 'event 140,000 of 260,000']);
});

test('one that was over before anybody looked is over', async () => {
  const done = seen({ state: 'done', generation: 3_001 }, 3_001);
  expect(await until(looking(done))).toEqual(done);
});

test('another filling than the one asked for is not it: the first of a version, another instance that is behind, another rebuild', async () => {
  const after = seen({ state: 'done', generation: 3_001 }, 3_001);
  const look = looking(
    seen({ generation: 3_001 }, 2_003),
    seen(undefined, 3_000),
    seen({ since: 'yesterday', state: 'done', generation: 2_003 }),
    after,
  );
  expect(await until(look)).toEqual(after);
});

test('a failure is told with its reason; what another instance has failed at before is none of it', async () => {
  const failed = { state: 'failed', reason: 'ReadModelsUnavailable' } as const;
  await expect(until(looking(seen({}), seen(failed)))).rejects.toThrow('has failed: ReadModelsUnavailable');
  const after = seen({ state: 'done', generation: 3_001 }, 3_001);
  expect(await until(looking(seen({}), seen({ ...failed, since: 'yesterday' }), after))).toEqual(after);
});

test('who does not answer is asked again, and not for ever', async () => {
  const away = new Error('GET /projections answered 502');
  const after = seen({ state: 'done', generation: 3_001 }, 3_001);
  expect(await until(looking(seen({}), away, away, after))).toEqual(after);
  await expect(until(looking(seen({}), away), soonSilent)).rejects.toThrow('may go on, but: GET /projections answered 502');
  const expired = new Refused('GET /projections answered 401; the rebuild goes on');
  await expect(until(looking(seen({}), expired, after))).rejects.toThrow('answered 401');
});

test('one that nobody knows of any more is given up', async () => {
  const look = looking(seen({}), seen());
  await expect(until(look, soonSilent)).rejects.toThrow('nobody says any more');
  expect(look.mock.calls.length).toBeGreaterThan(2);
});
