import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDurably } from './durable-file.ts';
import { openSecretFile, readIfThere, SecretRefused, writeDurably } from './index.ts';

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'motcua-durable-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
};

test('what is written replaces what was there, and leaves nothing beside it', async () => {
  const dir = folder();
  const file = join(dir, 'epochs.json');
  expect(await readIfThere(file)).toBeUndefined();
  await writeDurably(file, 'one');
  await writeDurably(file, 'two');
  expect((await readIfThere(file))?.toString()).toBe('two');
  expect(readdirSync(dir)).toEqual(['epochs.json']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('of many who create one file at once, one is the first, and its content stands', async () => {
  const dir = folder();
  const file = join(dir, 'key');
  await Promise.all(Array.from({ length: 8 }, (_, nth) => createDurably(file, `${nth}`)));
  const stands = readFileSync(file, 'utf8');
  await createDurably(file, 'later');
  expect(readFileSync(file, 'utf8')).toBe(stands);
  expect(readdirSync(dir)).toEqual(['key']);
});

test('what cannot be put in its place leaves nothing beside it', async () => {
  const dir = folder();
  mkdirSync(join(dir, 'a folder', 'with something in it'), { recursive: true });
  await expect(writeDurably(join(dir, 'a folder'), 'content')).rejects.toThrow();
  expect(readdirSync(dir)).toEqual(['a folder']);
});

test('a file that cannot be read is not taken for one that is not there', async () => {
  await expect(readIfThere(folder())).rejects.toThrow('EISDIR');
});

describe('a secret', () => {
  test('is made once, where it may be', async () => {
    const file = join(folder(), 'secret');
    await expect(openSecretFile('the key', file)).rejects.toThrow(new SecretRefused(`there is no file of the key: ${file}`));
    const made = await openSecretFile('the key', file, () => 'first');
    expect(await openSecretFile('the key', file, () => 'second')).toEqual(made);
  });

  test.each([
    ['its owner', 0o600, false],
    ['its owner, who may not write', 0o400, false],
    ['its group', 0o640, true],
    ['all', 0o604, true],
    ['its group, which may write', 0o620, true],
  ])('of our own that %s may read', async (_who, mode, isRefused) => {
    const file = join(folder(), 'secret');
    writeFileSync(file, 'content');
    chmodSync(file, mode);
    const opened = openSecretFile('the key', file);
    if (isRefused) await expect(opened).rejects.toThrow(`others may read the key; run: chmod 600 ${file}`);
    else expect((await opened).toString()).toBe('content');
  });

  test.runIf(process.getuid?.() === 0)('may be lent by another owner to a group, never to everybody', async () => {
    const file = join(folder(), 'secret');
    writeFileSync(file, 'content');
    chownSync(file, 65_534, 0);
    chmodSync(file, 0o440);
    expect((await openSecretFile('the key', file)).toString()).toBe('content');
    for (const mode of [0o444, 0o460]) {
      chmodSync(file, mode);
      await expect(openSecretFile('the key', file)).rejects.toThrow('others may read');
    }
  });
});
