import { describe, expect, test, vi } from 'vitest';
import { begin, document, put } from '../test/begin-rebuilds.ts';
import { ReadModelsUnavailable, RebuildInterrupted } from './errors.ts';
import { fillingDouble } from './testing/filling-double.ts';
import { tally } from './testing/tally.ts';
import { gate } from './testing/tally-runs.ts';

const { name } = tally;

test('who asks for a second one is given the one under way; the next one begins when it is over', async () => {
  const { models, serving, rebuilds, begun, started, retire } = await begin();
  const two = [rebuilds.rebuild(), rebuilds.rebuild()];
  (await begun(0)).reachHead();
  const [one, other] = await Promise.all(two);
  expect(other).toBe(one);
  expect(rebuilds.underWay).toBeUndefined();
  expect(started).toHaveLength(1);
  // Of this read model's own collections alone.
  expect(serving.present.collection.declaration.version).toBe(1_001);
  expect(retire.mock.calls).toEqual([[[1_000]]]);
  expect(await models.active(name)).toBe(1_001);
  const next = rebuilds.rebuild();
  (await begun(1)).reachHead();
  await next;
  expect(serving.present.collection.declaration.version).toBe(1_002);
});

test.each([
  ['the same', 0],
  ['another', 1],
])('a document that was %s before: %i differ, and it is said only then', async (rendered, differing) => {
  const { present, rebuilds, begun, errors } = await begin();
  await put(present, rendered);
  const rebuilt = rebuilds.rebuild();
  const filling = await begun(0);
  await put(filling, 'the same');
  filling.reachHead();
  expect(await rebuilt).toMatchObject({ documents: 1, differing });
  expect(errors.mock.calls).toHaveLength(differing);
});

test('while an older version serves, it is compared with the first filling of its own version', async () => {
  const older = await fillingDouble(500);
  await put(older, 'as the older version says it');
  const { present, rebuilds, begun } = await begin({ older });
  await put(present, 'the same');
  const rebuilt = rebuilds.rebuild();
  const filling = await begun(0);
  await put(filling, 'the same');
  filling.reachHead();
  expect(await rebuilt).toMatchObject({ documents: 1, differing: 0 });
});

test.each(['compare', 'activate'])(
  'a database that is away when it is to %s only delays the switch: nothing is filled once more',
  async (work) => {
    const { serving, rebuilds, begun, started, activate, abandon, warnings } = await begin();
    const rebuilt = rebuilds.rebuild();
    const filling = await begun(0);
    const away = new ReadModelsUnavailable('away');
    if (work === 'activate') activate.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    else vi.spyOn(filling.collection, 'scan').mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    filling.reachHead();
    await rebuilt;
    expect(warnings).toHaveBeenCalledTimes(2);
    expect(started).toEqual([filling]);
    expect(serving.present).toBe(filling);
    expect(abandon).not.toHaveBeenCalled();
  },
);

test('what fails at the switch otherwise fails the rebuild, and is not tried for ever', async () => {
  const { present, serving, rebuilds, begun, started, activate, abandon } = await begin();
  const rebuilt = rebuilds.rebuild();
  const filling = await begun(0);
  vi.spyOn(filling.collection, 'scan').mockRejectedValue(new TypeError('a row that does not parse'));
  filling.reachHead();
  await expect(rebuilt).rejects.toThrow('a row that does not parse');
  expect(activate).not.toHaveBeenCalled();
  expect(abandon.mock.calls).toEqual([[1_001]]);
  expect(started).toHaveLength(1);
  expect(serving.present).toBe(present);
});

test('a stop does not wait for a database that is away', async () => {
  const { present, serving, rebuilds, begun, activate, stop } = await begin();
  activate.mockRejectedValue(new ReadModelsUnavailable('away'));
  const rebuilt = rebuilds.rebuild();
  const filling = await begun(0);
  filling.reachHead();
  await vi.waitFor(() => expect(activate).toHaveBeenCalled());
  stop();
  await expect(rebuilt).rejects.toBeInstanceOf(RebuildInterrupted);
  expect(filling.stopped).toBe(true);
  expect(serving.present).toBe(present);
});

test('a stop does not wait until all is compared', async () => {
  const { rebuilds, begun, stop, activate, errors } = await begin();
  const rebuilt = rebuilds.rebuild();
  const filling = await begun(0);
  const scan = vi.spyOn(filling.collection, 'scan').mockImplementation(async () => {
    stop();
    return [{ ...document, rendered: 'one of very many' }];
  });
  filling.reachHead();
  await expect(rebuilt).rejects.toBeInstanceOf(RebuildInterrupted);
  expect(scan).toHaveBeenCalledTimes(1);
  expect(activate).not.toHaveBeenCalled();
  expect(errors).not.toHaveBeenCalled();
});

describe('another epoch', () => {
  test('of what serves: it is ended, and one is filled anew, until that works', async () => {
    const { present, serving, rebuilds, begun, start } = await begin();
    start.mockRejectedValueOnce(new Error('away'));
    const refilled = rebuilds.refill(present);
    const filling = await begun(0);
    filling.reachHead();
    await refilled;
    expect(start).toHaveBeenCalledTimes(2);
    expect(serving.present).toBe(filling);
  });

  test('of what serves, while a rebuild is under way: that one is enough', async () => {
    const { present, serving, rebuilds, begun, started } = await begin();
    const rebuilt = rebuilds.rebuild();
    const filling = await begun(0);
    const refilled = rebuilds.refill(present);
    filling.reachHead();
    await Promise.all([rebuilt, refilled]);
    expect(started).toHaveLength(1);
    expect(serving.present).toBe(filling);
  });

  test('of what serves, while a rebuild is under way that fails: another one is begun', async () => {
    const { present, serving, rebuilds, begun, start } = await begin();
    start.mockRejectedValueOnce(new Error('away'));
    const rebuilt = rebuilds.rebuild();
    const refilled = rebuilds.refill(present);
    await expect(rebuilt).rejects.toThrow('away');
    const next = await begun(0);
    next.reachHead();
    await refilled;
    expect(serving.present).toBe(next);
  });

  test('of a rebuild under way: that one is interrupted; what serves has the new epoch too, and is filled anew', async () => {
    const { models, present, serving, rebuilds, begun, started } = await begin();
    await models.activate(name, 1_000);
    const rebuilt = rebuilds.rebuild();
    const changed = await begun(0);
    await vi.waitFor(() => expect(serving.uses(1_001)).toBe(true));
    const refilled = [rebuilds.refill(changed), rebuilds.refill(present)];
    await expect(rebuilt).rejects.toThrow('interrupted');
    expect(serving.present).toBe(present);
    const next = await begun(1);
    next.reachHead();
    await Promise.all(refilled);
    expect(started).toHaveLength(2);
    expect(serving.present).toBe(next);
  });

  test('of a rebuild that is just being switched to: it serves, and another one is filled anew', async () => {
    const { models, serving, rebuilds, begun, started, activate } = await begin();
    const slow = gate();
    activate.mockImplementationOnce(async (...to) => {
      await slow.opened;
      await models.activate(...to);
    });
    const rebuilt = rebuilds.rebuild();
    const changed = await begun(0);
    changed.reachHead();
    await vi.waitFor(() => expect(activate).toHaveBeenCalled());
    const refilled = rebuilds.refill(changed);
    slow.open();
    await rebuilt;
    expect(serving.present).toBe(changed);
    (await begun(1)).reachHead();
    await refilled;
    expect(serving.present).toBe(started[1]);
  });

  test('that cannot be filled before the projection is stopped is given up then', async () => {
    const { present, rebuilds, begun, started, stop } = await begin();
    const refilled = rebuilds.refill(present);
    await begun(0);
    stop();
    await refilled;
    expect(started).toHaveLength(1);
    expect(started[0]?.stopped).toBe(true);
  });
});
