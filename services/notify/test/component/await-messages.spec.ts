import { expect, test, vi } from 'vitest';
import { awaitMessages } from '../../src/application/await-messages.ts';

const dossierId = '0199a0de-0000-8000-8000-0000000000d0';
/** Workflow heard up to 10, notify's log written up to 20. */
const waiting = ({ list = 20, parked = false } = {}) => {
  const passed = vi.fn(async (_dossier: string, position: number) => position <= list);
  const workflow = { waitFor: async (position: number) => position <= 10, isParked: () => parked };
  return { passed, wait: awaitMessages({ workflow, head: async () => 20, passed }) };
};
const at = (service: string, position: number) => ({ service, position });

test('a position of our own log is waited for in the list', async () => {
  const { passed, wait } = waiting();
  expect(await wait(dossierId, at('notify', 3), 500)).toBe(true);
  expect(passed).toHaveBeenCalledWith(dossierId, 3, 500);
  expect(await wait(dossierId, at('notify', 21), 500)).toBe(false);
});
test('what workflow caused must be in our log, then in the list', async () => {
  expect(await waiting().wait(dossierId, at('workflow', 10), 500)).toBe(true);
  expect(await waiting().wait(dossierId, at('workflow', 11), 500)).toBe(false);
  expect(await waiting({ list: 19 }).wait(dossierId, at('workflow', 10), 500)).toBe(false);
});
test('a dossier whose event could not be handled is not waited for', async () => {
  expect(await waiting({ parked: true }).wait(dossierId, at('workflow', 10), 500)).toBe(false);
});
test('nothing is waited for that causes no message by itself: what intake was told, what tracking records', async () => {
  expect(await waiting().wait(dossierId, at('intake', 1), 500)).toBe(true);
  expect(await waiting().wait(dossierId, at('tracking', 1), 500)).toBe(true);
});
