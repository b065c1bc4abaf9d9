import { randomUUID } from 'node:crypto';
import { memoryEventStore } from '@motcua/es';
import { expect, test } from 'vitest';
import { giveCode } from './give-code.ts';

const morning = Date.parse('2026-11-24T08:00:00+07:00');
const many = (count: number) => Array.from({ length: count }, () => randomUUID());

test('counted per agency and local day, four digits at least', async () => {
  const give = giveCode(memoryEventStore());
  expect(await give('H53.12', randomUUID(), morning)).toBe('H53.12-261124-0001');
  expect(await give('H53.12', randomUUID(), morning)).toBe('H53.12-261124-0002');
  expect(await give('H53.99', randomUUID(), morning)).toBe('H53.99-261124-0001');
  // 23:59 and 00:01 in Việt Nam are the same day in UTC.
  expect(await give('H53.12', randomUUID(), Date.parse('2026-11-24T16:59:00Z'))).toBe('H53.12-261124-0003');
  expect(await give('H53.12', randomUUID(), Date.parse('2026-11-24T17:01:00Z'))).toBe('H53.12-261125-0001');
});

test('a thousand at once from two instances on one store: none twice', async () => {
  const store = memoryEventStore();
  const instances = [giveCode(store), giveCode(store)];
  const codes = await Promise.all(many(1_000).map((id, index) => instances[index % 2]?.('H53.12', id, morning)));
  expect(new Set(codes).size).toBe(1_000);
});

test('shares one append among those who wait', async () => {
  const store = memoryEventStore();
  let appends = 0;
  const counted: typeof store = {
    ...store,
    append: (...args) => {
      appends += 1;
      return store.append(...args);
    },
  };
  const give = giveCode(counted);
  await Promise.all(many(400).map((id) => give('H53.12', id, morning)));
  expect(appends).toBeLessThan(10);
});

test('goes on after a store that could not write', async () => {
  const store = memoryEventStore();
  let broken = true;
  const give = giveCode({
    ...store,
    append: (...args) => (broken ? Promise.reject(new Error('disk full')) : store.append(...args)),
  });
  await expect(give('H53.12', randomUUID(), morning)).rejects.toThrow('disk full');
  broken = false;
  expect(await give('H53.12', randomUUID(), morning)).toBe('H53.12-261124-0001');
});

test('after a restore no code that may be in somebody’s hands is given again', async () => {
  const store = memoryEventStore();
  await giveCode(store)('H53.12', randomUUID(), morning);
  const restored = { times: 1, on: '2026-11-24', head: await store.head() };
  const give = giveCode(store, restored);
  // Codes 2 to 10,001 of that day may have been given after the backup.
  expect(await give('H53.12', randomUUID(), morning)).toBe('H53.12-261124-10002');
  expect(await give('H53.12', randomUUID(), morning)).toBe('H53.12-261124-10003');
  // A day without any code in the backup skips as well, a day after the restore does not.
  expect(await give('H53.99', randomUUID(), morning)).toBe('H53.99-261124-10001');
  expect(await give('H53.12', randomUUID(), morning + 86_400_000)).toBe('H53.12-261125-0001');
  // Started once more without another restore: it goes on where it was.
  expect(await giveCode(store, restored)('H53.12', randomUUID(), morning)).toBe('H53.12-261124-10004');
});
