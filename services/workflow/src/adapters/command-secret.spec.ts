import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCommandSecret } from './command-secret.ts';

test('a secret that others may read is not used', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'command-secret');
  await openCommandSecret(file, { create: true });
  chmodSync(file, 0o644);
  await expect(openCommandSecret(file, { create: true })).rejects.toThrow(`others may read the command secret; run: chmod 600 ${file}`);
});

test('instances that start at once on an empty folder agree on one secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'command-secret');
  const opened = await Promise.all(Array.from({ length: 8 }, () => openCommandSecret(file, { create: true })));
  expect(new Set(opened.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['command-secret']);
});
