import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRestoredAt } from './restored-at.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-restored-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const store = (epoch: string, head: number) => ({ epoch, head: async () => head });

test('a new store was never restored; another epoch is a restore, and stays one from that moment on', async () => {
  const file = join(folder, 'new', 'epoch.json');
  expect(await openRestoredAt(file, store('a', 0), 1)).toBeUndefined();
  expect(await openRestoredAt(file, store('a', 500), 2)).toBeUndefined();
  expect(await openRestoredAt(file, store('b', 300), 3)).toBe(3);
  expect(await openRestoredAt(file, store('b', 900), 4)).toBe(3);
  expect(await openRestoredAt(file, store('c', 300), 5)).toBe(5);
});

test('a store with a past and no such file was restored on a new machine', async () => {
  expect(await openRestoredAt(join(folder, 'moved.json'), store('b', 300), 7)).toBe(7);
});
