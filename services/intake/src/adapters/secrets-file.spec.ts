import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSecrets } from './secrets-file.ts';

test('instances that start at once on an empty folder agree on one set of secrets', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secrets.json');
  const opened = await Promise.all(Array.from({ length: 8 }, () => openSecrets(file)));
  expect(new Set(opened.map(({ ids }) => ids)).size).toBe(1);
  expect(await openSecrets(file)).toEqual(opened[0]);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
});
