import { expect, test, vi } from 'vitest';
import { untilRebuilt } from './rebuild.ts';

type View = Awaited<ReturnType<typeof untilRebuilt>>;
const asked = { before: 3_000, since: '2026-11-28T08:00:00.000Z' };
const present = { generation: 3_000, position: 260_000 };
const underWay = (position?: number): View => ({
  ...present,
  rebuild: { state: 'under-way', since: asked.since, ...(position !== undefined && { position }) },
});
const after: View = { generation: 3_001, position: 260_004 };
const looking = (...views: readonly View[]) => {
  const left = [...views];
  return vi.fn(async () => left.shift() ?? (views.at(-1) as View));
};
const atOnce = { lookMs: 1, sayMs: 0, silentMs: 120_000 };

test('says how far it is until another filling is read, whichever instance is asked meanwhile', async () => {
  const said: string[] = [];
  const look = looking(underWay(), underWay(1_200), present, underWay(140_000), after);
  expect(await untilRebuilt(look, asked, (progress) => said.push(progress), atOnce)).toEqual(after);
  expect(said).toEqual(['event 1,200 of 260,000', 'event 140,000 of 260,000']);
});

test('a failure is told with its reason', async () => {
  const failed: View = { ...present, rebuild: { state: 'failed', since: asked.since, reason: 'no room' } };
  await expect(untilRebuilt(looking(underWay(5), failed), asked, () => undefined, atOnce)).rejects.toThrow('no room');
});

test('what another instance has failed at before is none of it', async () => {
  const earlier: View = { ...present, rebuild: { state: 'failed', since: '2026-11-27T08:00:00.000Z', reason: 'no room' } };
  expect(await untilRebuilt(looking(underWay(5), earlier, after), asked, () => undefined, atOnce)).toEqual(after);
});

test('a rebuild that nobody knows of any more is given up', async () => {
  const look = looking(underWay(5), present);
  await expect(untilRebuilt(look, asked, () => undefined, { ...atOnce, silentMs: 20 })).rejects.toThrow('begin it again');
  expect(look.mock.calls.length).toBeGreaterThan(2);
});
