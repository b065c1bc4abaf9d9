import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { download } from './nats-binary.ts';

const name = 'nats-server-v0.0.1-linux-test';
const shelf = mkdtempSync(join(tmpdir(), 'motcua-nats-binary-'));
let server: Server;
let from: string;
let sha256: string;

/** A double of the vendor's release page: one archive, with a program that says its version. */
beforeAll(async () => {
  mkdirSync(join(shelf, name));
  writeFileSync(join(shelf, name, 'nats-server'), '#!/bin/sh\necho "nats-server: v0.0.1"\n');
  execFileSync('tar', ['-czf', join(shelf, 'release.tar.gz'), '-C', shelf, name]);
  const archive = readFileSync(join(shelf, 'release.tar.gz'));
  sha256 = createHash('sha256').update(archive).digest('hex');
  server = createServer(({ url }, response) => {
    if (url === `/v0.0.1/${name}.tar.gz`) response.end(archive);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v0.0.1`;
});
afterAll(() => {
  server.close();
  rmSync(shelf, { recursive: true });
});

test('the pinned archive is unpacked into a program that runs, and not kept', async () => {
  const into = join(shelf, 'cache');
  const program = await download({ name, from, sha256 }, into);
  expect(program).toBe(join(into, 'nats-server'));
  expect(execFileSync(program ?? '', ['--version'], { encoding: 'utf8' })).toBe('nats-server: v0.0.1\n');
  expect(existsSync(join(into, `${name}.tar.gz`))).toBe(false);
});

test('another file than the pinned one is refused, and nothing of it is written', async () => {
  const into = join(shelf, 'refused');
  const other = { name, from, sha256: sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
  await expect(download(other, into)).rejects.toThrow('SHA-256 differs from the pinned one');
  expect(existsSync(into)).toBe(false);
});

test('an archive that is not there is nothing to use', async () => {
  expect(await download({ name: 'nats-server-v9', from, sha256 }, join(shelf, 'absent'))).toBeUndefined();
});
