import { expect, test } from 'vitest';
import { spentByMachine, watchMachine } from './machine-load.ts';

/** A machine of `processors`; each look finds what has been spent since the start, in ms of all of them together. */
const machine = (processors: number) => {
  const spent = { idle: 0, all: 0, own: 0 };
  let clock = 0;
  let looks = 0;
  const isFull = watchMachine(
    () => {
      looks += 1;
      return { ...spent, processors };
    },
    () => clock,
  );
  return {
    isFull,
    looks: () => looks,
    stand: (ms: number): void => {
      clock += ms;
    },
    pass: (ms: number, idleProcessors: number, ownProcessors = 0): void => {
      clock += ms;
      spent.all += ms * processors;
      spent.idle += ms * idleProcessors;
      spent.own += ms * ownProcessors;
    },
  };
};

test('a machine is full where others leave less than one processor, however many it has, and half of the only one', () => {
  for (const [processors, spare] of [
    [1, 0.5],
    [2, 1],
    [64, 1],
  ] as const) {
    const { isFull, pass } = machine(processors);
    pass(250, spare - 0.1);
    expect(isFull()).toBe(true);
    pass(250, spare + 0.1);
    expect(isFull()).toBe(false);
  }
});

test('what the thread itself takes does not make the machine full for it', () => {
  const { isFull, pass } = machine(2);
  pass(250, 0.2, 0.9);
  expect(isFull()).toBe(false);
  pass(250, 0.2, 0.7);
  expect(isFull()).toBe(true);
});

test('what is asked often is not looked up often', () => {
  const { isFull, pass, looks } = machine(2);
  for (let asked = 0; asked < 100; asked++) {
    pass(10, 0);
    isFull();
  }
  expect(looks()).toBeLessThanOrEqual(6);
  expect(isFull()).toBe(true);
});

test('before it has been watched for a while nobody has to wait for it', () => {
  expect(machine(2).isFull()).toBe(false);
});

test('counters that stand still say nothing new', () => {
  const { isFull, pass, stand } = machine(2);
  pass(250, 0);
  expect(isFull()).toBe(true);
  stand(250);
  expect(isFull()).toBe(true);
});

test('a real machine spends what its processors have', async () => {
  const [before, began] = [spentByMachine(), performance.now()];
  await expect.poll(() => spentByMachine().all - before.all, { timeout: 5_000 }).toBeGreaterThan(400);
  const after = spentByMachine();
  const elapsed = performance.now() - began;
  expect(after.idle - before.idle).toBeLessThanOrEqual(after.all - before.all);
  expect(after.own).toBeGreaterThan(before.own);
  expect((after.all - before.all) / elapsed / after.processors).toBeGreaterThan(0.5);
  expect((after.all - before.all) / elapsed / after.processors).toBeLessThan(2);
});
