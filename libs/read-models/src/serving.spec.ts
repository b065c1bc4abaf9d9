import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Checkpoints } from './read-models.ts';
import { serve } from './serving.ts';
import { type FillingDouble, fillingDouble } from './testing/filling-double.ts';
import { tally } from './testing/tally.ts';
import { gate } from './testing/tally-runs.ts';

const at = (intake: number, workflow: number, epoch = 'e'): Checkpoints => ({
  intake: { epoch, position: intake },
  workflow: { epoch, position: workflow },
});
const { sources } = tally;
/** A switch that would wait for positions that never come goes on after 10 s: it must be red before. */
const atOnceMs = 5_000;

let [first, next]: FillingDouble[] = [];
let ended: AbortController;
beforeEach(async () => {
  [first, next] = [await fillingDouble(2_000), await fillingDouble(2_001)];
  ended = new AbortController();
});
const present = (): FillingDouble => first as FillingDouble;
const following = (): FillingDouble => next as FillingDouble;
const served = () => serve(present(), { older: undefined, sources, signal: ended.signal });

describe('an older version', () => {
  const begin = async () => {
    const older = (await fillingDouble(1_000)).collection;
    return { older, serving: serve(present(), { older, sources, signal: ended.signal }) };
  };

  test('serves, standing still, until the first filling has caught up and is ready', async () => {
    const { older, serving } = await begin();
    const order: string[] = [];
    serving.onMoved((ids) => order.push(`told of ${ids.length} documents`));
    const becameLive = serving.wait(() => serving.live !== undefined, atOnceMs);
    const over = serving.endOlder(async () => {
      order.push('ready');
      expect(serving.collection).toBe(older);
    });
    await nextTurn();
    expect(serving.collection).toBe(older);
    expect(serving.live).toBeUndefined();
    expect([1_000, 2_000, 2_001].map(serving.uses)).toEqual([true, true, false]);
    order.push('head');
    present().reachHead();
    await over;
    expect(order).toEqual(['head', 'ready', 'told of 0 documents']);
    expect(await becameLive).toBe(true);
    expect(serving.collection).toBe(present().collection);
    expect(serving.live).toBe(present());
    expect(serving.uses(1_000)).toBe(false);
  });

  test('goes on serving where the projection is stopped before', async () => {
    const { older, serving } = await begin();
    const ready = vi.fn();
    const over = serving.endOlder(ready);
    ended.abort();
    await over;
    expect(ready).not.toHaveBeenCalled();
    expect(serving.collection).toBe(older);
  });

  test('ends where a rebuild has caught up before the first filling, which is then not asked any more', async () => {
    const { serving } = await begin();
    const ready = vi.fn();
    const over = serving.endOlder(ready);
    following().reachHead();
    await serving.switchTo(following(), async () => undefined);
    expect(serving.collection).toBe(following().collection);
    expect(serving.live).toBe(following());
    expect(serving.uses(1_000)).toBe(false);
    await over;
    expect(ready).not.toHaveBeenCalled();
  });
});

describe('a switch', () => {
  test('comes when the filling has caught up and is ready; until then the present one serves', async () => {
    const serving = served();
    const order: string[] = [];
    serving.onMoved((ids) => order.push(`told of ${ids.length} documents`));
    const switched = serving.switchTo(following(), async () => {
      order.push('ready');
      expect(serving.present).toBe(present());
      return 'compared';
    });
    await nextTurn();
    expect([2_000, 2_001].map(serving.uses)).toEqual([true, true]);
    expect(present().stopped).toBe(false);
    order.push('head');
    following().reachHead();
    expect(await switched).toBe('compared');
    expect(order).toEqual(['head', 'ready', 'told of 0 documents']);
    expect(serving.present).toBe(following());
    expect([2_000, 2_001].map(serving.uses)).toEqual([false, true]);
    expect(serving.interrupt(following())).toBe(false); // it is over
    expect([present().stopped, following().stopped]).toEqual([true, false]);
  });

  test.each([
    ['behind in one source', at(5, 6)],
    ['behind in the other', at(6, 5)],
    ['not begun with one', { intake: { epoch: 'e', position: 6 } }],
  ])('takes no position back from who waited for it: %s', async (_, behind) => {
    const serving = served();
    present().write(at(6, 6));
    following().write(behind);
    following().reachHead();
    const passed = serving.wait(() => serving.present === following(), atOnceMs);
    const switched = serving.switchTo(following(), async () => undefined);
    await present().untilStopped;
    await nextTurn();
    expect(serving.present).toBe(present());
    following().write(at(6, 6));
    await switched;
    expect(await passed).toBe(true);
  });

  test('takes no position back that another projector has reached, and this one never heard of', async () => {
    const serving = served();
    present().progress.written(at(6, 6), []);
    following().reachHead();
    const switched = serving.switchTo(following(), async () => undefined);
    await present().untilStopped;
    await nextTurn();
    expect(serving.present).toBe(present());
    following().write(at(6, 6));
    await switched;
    expect(serving.present).toBe(following());
  });

  test.each([
    ['equally far', at(6, 6), at(6, 6)],
    ['another epoch of a source, whose positions do not compare', at(6, 6), at(1, 1, 'another')],
    ['nothing in the present one yet', {}, at(1, 1)],
  ])('waits for nothing where there is nothing to lose: %s', { timeout: atOnceMs }, async (_, was, is) => {
    const serving = served();
    present().write(was);
    following().write(is);
    following().reachHead();
    await serving.switchTo(following(), async () => undefined);
    expect(serving.present).toBe(following());
  });

  test('gives up where another one was faster, and leaves that one what it is', async () => {
    const serving = served();
    const third = await fillingDouble(2_002);
    present().write(at(6, 6));
    following().reachHead();
    const slower = serving.switchTo(following(), async () => undefined);
    await present().untilStopped;
    third.write(at(6, 6));
    third.reachHead();
    await serving.switchTo(third, async () => undefined);
    following().write(at(6, 6));
    await expect(slower).rejects.toThrow('interrupted');
    expect([serving.present, third.stopped, following().stopped]).toEqual([third, false, true]);
  });

  test('that was interrupted changes nothing, and ends its filling', async () => {
    const serving = served();
    const ready = vi.fn();
    const switched = serving.switchTo(following(), ready);
    expect(serving.interrupt(present())).toBe(false);
    expect(serving.interrupt(following())).toBe(true);
    expect(serving.interrupt(following())).toBe(false);
    await expect(switched).rejects.toThrow('interrupted');
    expect(ready).not.toHaveBeenCalled();
    expect([present().stopped, following().stopped]).toEqual([false, true]);
    expect(serving.present).toBe(present());
    expect(serving.uses(2_001)).toBe(false);
  });

  test('ends with the projection', async () => {
    const serving = served();
    const ready = vi.fn();
    const switched = serving.switchTo(following(), ready);
    ended.abort();
    await expect(switched).rejects.toThrow('interrupted');
    expect(ready).not.toHaveBeenCalled();
    expect(following().stopped).toBe(true);
  });

  test('waits for no position any more once the projection is stopped', { timeout: atOnceMs }, async () => {
    const serving = served();
    present().write(at(6, 6));
    following().reachHead();
    const switched = serving.switchTo(following(), async () => undefined);
    await present().untilStopped;
    ended.abort();
    await switched;
    expect(following().progress.position('intake')).toBe(0);
  });

  test('that fails in its last step changes nothing, and ends its filling', async () => {
    const serving = served();
    following().reachHead();
    await expect(serving.switchTo(following(), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect([present().stopped, following().stopped]).toEqual([false, true]);
    expect(serving.present).toBe(present());
    expect(serving.uses(2_001)).toBe(false);
  });
});

test('listeners hear of writes to what serves alone, until they have enough', async () => {
  const serving = served();
  const heard: string[] = [];
  const end = serving.onMoved((ids) => heard.push(...ids));
  const last = gate();
  const switched = serving.switchTo(following(), () => last.opened);
  following().reachHead();
  serving.moved(present().collection, ['a']);
  serving.moved(following().collection, ['b']);
  last.open();
  await switched;
  serving.moved(present().collection, ['c']);
  serving.moved(following().collection, ['d']);
  end();
  serving.moved(following().collection, ['e']);
  expect(heard).toEqual(['a', 'd']);
});

test('who waits is answered by a write; who waits too long is told so', async () => {
  const serving = served();
  let done = false;
  const waiting = serving.wait(() => done, atOnceMs);
  expect(await serving.wait(() => done, 1)).toBe(false);
  done = true;
  serving.moved(present().collection, []);
  expect(await waiting).toBe(true);
});

test('stopping ends what serves, and what is to follow', async () => {
  const serving = served();
  const switched = serving.switchTo(following(), async () => undefined).catch(() => undefined);
  await serving.stop();
  expect([present().stopped, following().stopped]).toEqual([true, true]);
  ended.abort();
  await switched;
});
