import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSecrets } from './secrets-file.ts';

test('instances that start at once on an empty folder agree on one set of secrets', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secrets.json');
  const opened = await Promise.all(Array.from({ length: 8 }, () => openSecrets(file, { create: true })));
  expect(new Set(opened.map(({ ids }) => ids)).size).toBe(1);
  expect(await openSecrets(file, { create: true })).toEqual(opened[0]);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
});

test('secrets that were to be given are not made, and not read where others may', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secrets.json');
  await expect(openSecrets(file, { create: false })).rejects.toThrow(`there is no file of the secrets: ${file}`);
  expect(readdirSync(folder)).toEqual([]);
  const made = await openSecrets(file, { create: true });
  expect(await openSecrets(file, { create: false })).toEqual(made);
  chmodSync(file, 0o644);
  await expect(openSecrets(file, { create: false })).rejects.toThrow('others may read the secrets');
});
