import { type Collection, memoryReadModels } from '@motcua/read-models';
import { expect, test, vi } from 'vitest';
import { calendar2026 } from '../../test/calendar-2026.ts';
import { statusProjection } from '../projections/status/index.ts';
import { calendars } from './calendars.ts';
import type { TrackingPorts } from './ports.ts';

const { name, indexes } = statusProjection();
const at = Date.parse('2026-11-25T09:00:00+07:00');

const opened = (version: number): Promise<Collection> => memoryReadModels().open({ name, version, indexes });
const publish = async (collection: Collection, version = 1): Promise<void> => {
  const state = JSON.stringify({ kind: 'calendar', version, definition: calendar2026 });
  const upserts = [{ id: 'calendar-2026', state, keys: { names: 2 }, progress: '{}' }];
  await collection.apply({ upserts, deletes: [], checkpoints: {}, expected: {} });
};
/** Look-ups over a collection that the test may switch. */
const lookUps = (first: Collection) => {
  let [collection, listener]: [Collection, ((ids: readonly string[]) => void) | undefined] = [first, undefined];
  const statuses = {
    collection: () => collection,
    onApplied: (hear: (ids: readonly string[]) => void) => {
      listener = hear;
      return () => {
        listener = undefined;
      };
    },
  } as unknown as TrackingPorts['statuses'];
  return { statuses, switchTo: (next: Collection) => (collection = next), tell: (...ids: string[]) => listener?.(ids) };
};
const covered = (known: ReturnType<typeof calendars>) => vi.waitFor(() => expect(known.working()?.covers(at)).toBe(true));

test('what was published before is known, what is published later is taken in', async () => {
  const collection = await opened(1);
  const { statuses, tell } = lookUps(collection);
  const known = calendars({ statuses });
  expect(known.working()).toBeUndefined();
  await publish(collection);
  tell('a-dossier');
  expect(known.working()).toBeUndefined();
  tell('a-dossier', 'calendar-2026');
  await covered(known);
  await covered(calendars({ statuses }));
});

test('another filling is read, and one that cannot be read now is read later; what is known stays', async () => {
  const [first, second] = [await opened(1), await opened(2)];
  const { statuses, switchTo } = lookUps(first);
  await publish(second);
  const find = vi.spyOn(second, 'find').mockRejectedValueOnce(new Error('away'));
  const known = calendars({ statuses });
  switchTo(second);
  await covered(known);
  expect(find).toHaveBeenCalledTimes(2);
  const third = await opened(3);
  switchTo(third);
  const looked = vi.spyOn(third, 'find');
  expect(known.working()?.covers(at)).toBe(true);
  expect(looked).toHaveBeenCalledTimes(1);
  known.working();
  expect(looked).toHaveBeenCalledTimes(1);
});

test('what is answered late is not taken for newer', async () => {
  const [first, second] = [await opened(1), await opened(2)];
  await publish(second);
  const { statuses, switchTo } = lookUps(first);
  const late = Promise.withResolvers<Awaited<ReturnType<Collection['find']>>>();
  vi.spyOn(first, 'find').mockReturnValueOnce(late.promise);
  const known = calendars({ statuses });
  switchTo(second);
  await covered(known);
  const elsewhere = { ...calendar2026, covers: { from: '2026-01-01', to: '2026-01-31' } };
  const state = JSON.stringify({ kind: 'calendar', version: 1, definition: elsewhere });
  late.resolve({ items: [{ id: 'calendar-2026', state, keys: {} }] });
  await late.promise;
  await Promise.resolve();
  expect(known.working()?.covers(at)).toBe(true);
});
