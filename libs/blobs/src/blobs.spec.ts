import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStoreUnavailable } from '@motcua/es';
import { afterAll, expect, test } from 'vitest';
import { BlobDamaged } from './blobs.ts';
import { folderBlobs } from './folder-blobs.ts';
import { memoryBlobs } from './memory-blobs.ts';
import { blobsContract } from './testing/index.ts';

const root = mkdtempSync(join(tmpdir(), 'motcua-blobs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (): string => mkdtempSync(join(root, 'b-'));

blobsContract('memoryBlobs', async () => memoryBlobs());
blobsContract('folderBlobs', () => folderBlobs(folder()));

const fileOf = (dir: string, hash: string): string => join(dir, hash.slice(0, 2), hash.slice(2, 4), hash);

test('a file is only for its owner, in folders by the first digits of its hash, with nothing left in `incoming`', async () => {
  const dir = folder();
  const hash = await (await folderBlobs(dir)).put(Buffer.from('ba'));
  expect(statSync(fileOf(dir, hash)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
});

test('blobs are there after a restart; what a power cut left half written is swept, not what another process is writing', async () => {
  const dir = folder();
  const hash = await (await folderBlobs(dir)).put(Buffer.from('bốn'));
  for (const name of ['half', 'under way']) writeFileSync(join(dir, 'incoming', name), 'x');
  const longAgo = new Date(Date.now() - 7_200_000);
  utimesSync(join(dir, 'incoming', 'half'), longAgo, longAgo);
  expect(await (await folderBlobs(dir)).has(hash)).toBe(true);
  expect(readdirSync(join(dir, 'incoming'))).toEqual(['under way']);
});

test('changed bytes are never handed out', async () => {
  const dir = folder();
  const blobs = await folderBlobs(dir);
  const hash = await blobs.put(Buffer.from('năm'));
  writeFileSync(fileOf(dir, hash), 'sáu');
  await expect(blobs.get(hash)).rejects.toThrow(BlobDamaged);
});

test('where nothing can be written the store is said to be unavailable', async () => {
  const dir = folder();
  const blobs = await folderBlobs(dir);
  rmSync(join(dir, 'incoming'), { recursive: true });
  mkdirSync(dir, { recursive: true });
  const refused = await blobs.put(Buffer.from('bảy')).catch((error: unknown) => error);
  expect(isStoreUnavailable(refused)).toBe(true);
});
