import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { secrets } from '../src/commands/secrets.ts';

test('makes three secrets for their owner alone, and never over others', async () => {
  const root = mkdtempSync(join(tmpdir(), 'motcua-made-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const into = join(root, 'secrets');
  expect(await secrets(['--into', into])).toBe(0);
  const made = readdirSync(into).sort();
  expect(made).toEqual(['command-secret', 'intake-secrets.json', 'master.key']);
  const content = () => made.map((name) => readFileSync(join(into, name), 'base64'));
  const before = content();
  for (const name of made) expect(statSync(join(into, name)).mode & 0o077, name).toBe(0);
  await expect(secrets(['--into', into])).rejects.toThrow('is not empty');
  expect(content()).toEqual(before);
  await expect(secrets([])).rejects.toThrow('secrets --into DIR');
});
