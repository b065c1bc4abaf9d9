import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { refuseFolder, refusePort } from './refuse-place.ts';

const shelf = mkdtempSync(join(tmpdir(), 'motcua-place-'));
afterAll(() => rmSync(shelf, { recursive: true }));

describe('a folder', () => {
  test('that is there, or could be made, is left as it is', async () => {
    await refuseFolder(shelf);
    await refuseFolder(join(shelf, 'not', 'yet'));
    expect(existsSync(join(shelf, 'not'))).toBe(false);
  });

  test('is refused where a file stands in its place, or in the place of one above it', async () => {
    const file = join(shelf, 'file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'data', 'intake')]) await expect(refuseFolder(folder)).rejects.toThrow(`${file} is no folder`);
  });

  const disk = mkdtempSync(join(shelf, 'disk-'));
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', disk]);
  afterAll(() => void (mount.status === 0 && spawnSync('umount', [disk])));
  if (mount.status !== 0) process.stderr.write('skipped because: no disk can be mounted here; a read-only one was not tried\n');
  test.skipIf(mount.status !== 0)('is refused on a read-only disk, whoever asks', async () => {
    await expect(refuseFolder(join(disk, 'data'))).rejects.toThrow(`${disk} cannot be written to: its disk is read-only`);
    expect(readdirSync(disk)).toEqual([]);
  });
});

test('a port is refused while somebody listens there, and free again after it was asked for', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await expect(refusePort(port, '127.0.0.1')).rejects.toThrow(`address already in use 127.0.0.1:${port}`);
  taken.close();
  await once(taken, 'close');
  for (let time = 0; time < 2; time += 1) await refusePort(port, '127.0.0.1');
});
