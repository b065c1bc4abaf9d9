import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts, isFree } from './ports.ts';

test('no two ports are alike, and the kernel hands out none of them by itself', async () => {
  // Of 22,668: a thousand drawn one by one, whatever was drawn before, are never all different.
  const ports = await freePorts(1_000);
  expect(new Set(ports).size).toBe(1_000);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(Math.min(...ports)).toBeGreaterThan(10_080);
});

test('a port that somebody listens on is not free', async () => {
  const [port = 0] = await freePorts(1);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await isFree(port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isFree(port)).toBe(true);
});
