import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { silent } from './testing/tally-runs.ts';
import { watchActive } from './watch-active.ts';

/** Answers in turn what is in use; stops the watch with the last answer, and says what was joined. */
const watch = async (answers: readonly (number | undefined | Error)[], serving: () => number = () => 1_000) => {
  const ended = new AbortController();
  const joined: number[] = [];
  const answered: boolean[] = [];
  const warn = vi.fn();
  let asked = 0;
  const active = async () => {
    const answer = answers[asked];
    asked += 1;
    if (asked === answers.length) ended.abort();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  await watchActive({
    models: { active },
    name: 'tally',
    version: 1,
    logger: { ...silent, warn },
    signal: ended.signal,
    serving,
    join: async (generation) => void joined.push(generation),
    onAsked: (answers) => void answered.push(answers),
  });
  return { joined, answered, warn };
};

test('what another instance has switched to is joined; nothing, the same, and what is of another version is not', async () => {
  expect((await watch([undefined, 1_000, 2_000, 999, 1_001])).joined).toEqual([1_001]);
});

test('a database that is away is asked again, and its error told by name alone', async () => {
  const { joined, answered, warn } = await watch([new TypeError('somewhere'), 1_001]);
  expect(joined).toEqual([1_001]);
  expect(answered).toEqual([false, true]);
  expect(warn.mock.calls).toEqual([[expect.any(String), { projection: 'tally', reason: 'TypeError' }]]);
});

test('nothing is joined where this instance has switched itself while the database was asked', async () => {
  let serving = 1_000;
  const own = (): number => {
    const now = serving;
    serving = 1_001;
    return now;
  };
  expect((await watch([1_001], own)).joined).toEqual([]);
});

test('nothing is asked any more once the signal has come', async () => {
  const ended = new AbortController();
  const active = vi.fn(async () => 1_001);
  const join = vi.fn(async () => undefined);
  const watching = watchActive({
    models: { active },
    name: 'tally',
    version: 1,
    logger: silent,
    signal: ended.signal,
    serving: () => 1_000,
    join,
    onAsked: () => undefined,
  });
  const over = vi.fn();
  void watching.then(over);
  ended.abort();
  await nextTurn(); // no timer was waited for
  expect(over).toHaveBeenCalled();
  expect(active).not.toHaveBeenCalled();
  expect(join).not.toHaveBeenCalled();
});
