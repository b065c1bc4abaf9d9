import { describe, expect, test, vi } from 'vitest';
import { begin } from '../test/begin-rebuilds.ts';
import { RebuildInterrupted } from './errors.ts';
import { fillingDouble } from './testing/filling-double.ts';
import { tally } from './testing/tally.ts';
import { gate } from './testing/tally-runs.ts';

const { name } = tally;

describe('what another instance has rebuilt', () => {
  test('is kept up to date here from where this instance was, and then read; nothing is made of it', async () => {
    const { present, serving, rebuilds, begun, start, activate, retire } = await begin();
    present.write({ intake: { epoch: 'e', position: 3 } });
    const joined = rebuilds.join(1_005);
    const filling = await begun(0);
    filling.write({ intake: { epoch: 'e', position: 3 } });
    filling.reachHead();
    await joined;
    expect(serving.collection.declaration.version).toBe(1_005);
    expect(start).toHaveBeenCalledWith(expect.anything(), { intake: { epoch: 'e', position: 3 } });
    expect(activate).not.toHaveBeenCalled();
    expect(retire).not.toHaveBeenCalled();
  });

  test('is taken instead of what is being filled here: that is given up, and abandoned', async () => {
    const { models, present, serving, rebuilds, begun, start, abandon, warnings } = await begin();
    await models.activate(name, 1_000);
    const rebuilt = rebuilds.rebuild();
    const own = await begun(0);
    await vi.waitFor(() => expect(serving.uses(1_001)).toBe(true));
    // What it is to replace, and itself: another instance may have filled the same.
    for (const generation of [1_000, 1_001]) await rebuilds.join(generation);
    expect(serving.uses(1_001)).toBe(true);
    await rebuilds.join(1_005);
    await expect(rebuilt).rejects.toBeInstanceOf(RebuildInterrupted);
    expect([own.stopped, serving.present, start.mock.calls.length]).toEqual([true, present, 1]);
    expect(abandon.mock.calls).toEqual([[1_001]]);
    expect(warnings.mock.calls).toEqual([['a rebuild was interrupted', { projection: name, reason: 'RebuildInterrupted' }]]);
    const joined = rebuilds.join(1_005);
    (await begun(1)).reachHead();
    await joined;
    expect(serving.collection.declaration.version).toBe(1_005);
    expect(abandon.mock.calls).toEqual([[1_001], [1_000]]);
    expect(await models.active(name)).toBe(1_000);
  });

  test('before a rebuild was asked for here, and is not read here yet, is taken all the same: what is read here will be dropped', async () => {
    const { models, rebuilds, begun, serving } = await begin();
    await models.activate(name, 1_005);
    const rebuilt = rebuilds.rebuild();
    await begun(0);
    await vi.waitFor(() => expect(serving.uses(1_001)).toBe(true));
    await rebuilds.join(1_005);
    await expect(rebuilt).rejects.toBeInstanceOf(RebuildInterrupted);
  });

  test('is not overruled by one that was interrupted while it was compared', async () => {
    const { models, rebuilds, begun, activate } = await begin();
    await models.activate(name, 1_000);
    const rebuilt = rebuilds.rebuild();
    const filling = await begun(0);
    vi.spyOn(filling.collection, 'scan').mockImplementation(async () => {
      await rebuilds.join(1_005);
      return [];
    });
    filling.reachHead();
    await expect(rebuilt).rejects.toBeInstanceOf(RebuildInterrupted);
    expect(activate).not.toHaveBeenCalled();
  });

  test('comes too late for one that is just being switched to here', async () => {
    const { serving, rebuilds, begun, activate, start } = await begin();
    const slow = gate();
    activate.mockImplementationOnce(() => slow.opened);
    const rebuilt = rebuilds.rebuild();
    const filling = await begun(0);
    filling.reachHead();
    await vi.waitFor(() => expect(activate).toHaveBeenCalled());
    await rebuilds.join(1_005);
    slow.open();
    await rebuilt;
    expect(serving.present).toBe(filling);
    expect(start).toHaveBeenCalledTimes(1);
  });

  test('is enough where this instance too was to fill one anew', async () => {
    const { models, present, rebuilds, begun, started, activate } = await begin();
    await models.activate(name, 1_000);
    activate.mockImplementation(async () => {
      await models.activate(name, 1_005);
      await rebuilds.join(1_005);
      throw new Error('away');
    });
    const refilled = rebuilds.refill(present);
    (await begun(0)).reachHead();
    await refilled;
    expect(started).toHaveLength(1);
  });

  test('and is of the old epoch is filled anew here, and not given way to', async () => {
    const { models, rebuilds, begun, serving } = await begin();
    await models.activate(name, 1_005);
    const joined = rebuilds.join(1_005);
    const old = await begun(0);
    await vi.waitFor(() => expect(serving.uses(1_005)).toBe(true));
    const refilled = rebuilds.refill(old);
    await expect(joined).rejects.toBeInstanceOf(RebuildInterrupted);
    const next = await begun(1);
    await vi.waitFor(() => expect(serving.uses(1_006)).toBe(true));
    await rebuilds.join(1_005);
    next.reachHead();
    await refilled;
    expect(serving.present).toBe(next);
  });

  test('gives way to a rebuild that begins here while it is opened', async () => {
    const { serving, rebuilds, begun, start } = await begin();
    const slow = gate();
    const joining = await fillingDouble(1_005);
    start.mockImplementationOnce(async () => {
      await slow.opened;
      return joining;
    });
    const joined = rebuilds.join(1_005);
    await vi.waitFor(() => expect(start).toHaveBeenCalled());
    const rebuilt = rebuilds.rebuild();
    const filling = await begun(0);
    slow.open();
    await joined;
    expect(joining.stopped).toBe(true);
    filling.reachHead();
    await rebuilt;
    expect(serving.present).toBe(filling);
  });
});
