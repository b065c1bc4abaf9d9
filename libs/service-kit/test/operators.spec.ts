import { afterEach, expect, test } from 'vitest';
import { BadConfiguration, type StartOptions, testService } from '../src/index.ts';
import { toy, toyState } from './toy.ts';

let service: Awaited<ReturnType<typeof testService>> | undefined;
afterEach(async () => {
  toyState.ready = true;
  await service?.stop();
  service = undefined;
});
const open = async (options: Partial<StartOptions> = {}) => {
  service = await testService(toy, {}, options);
  return service.url;
};
const statusOf = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers })).status;
const both = ['/metrics', '/api/tracking/v1/metrics'];

test('whoever asks from the machine itself reads the metrics', async () => {
  const url = await open();
  for (const path of both) expect(await statusOf(url + path)).toBe(200);
});

test.each(both)('%s is refused to other networks, and to whom an unknown proxy speaks for', async (path) => {
  const url = await open();
  for (const header of ['x-forwarded-for', 'forwarded']) expect(await statusOf(url + path, { [header]: '127.0.0.1' })).toBe(403);
  await service?.stop();
  expect(await statusOf((await open({ operatorNetworks: '10.1.0.0/16' })) + path)).toBe(403);
});

test('a proxy that is trusted says who asks', async () => {
  const url = await open({ trustProxy: '127.0.0.1', operatorNetworks: '10.1.0.0/16' });
  expect(await statusOf(`${url}/metrics`, { 'x-forwarded-for': '10.1.2.3' })).toBe(200);
  expect(await statusOf(`${url}/metrics`, { 'x-forwarded-for': '203.0.113.9' })).toBe(403);
  // What the caller put there himself stands further left.
  expect(await statusOf(`${url}/metrics`, { 'x-forwarded-for': '10.1.2.3, 203.0.113.9' })).toBe(403);
});

test('a handler counts an IPv6 caller by his network', async () => {
  const url = await open({ trustProxy: '127.0.0.1' });
  const addressOf = async (from: string) => {
    const answer = await fetch(`${url}/api/tracking/v1/echo/x`, { headers: { 'x-forwarded-for': from } });
    return ((await answer.json()) as { address: string }).address;
  };
  expect(await addressOf('2001:db8:1:2::7')).toBe(await addressOf('2001:db8:1:2:ffff::1'));
  expect(await addressOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
});

test('another proxy than the trusted one says nothing', async () => {
  const url = await open({ trustProxy: '10.9.9.9' });
  expect(await statusOf(`${url}/metrics`, { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
});

test('strangers learn whether it is ready, not why', async () => {
  const url = await open({ operatorNetworks: '10.1.0.0/16' });
  expect(await (await fetch(`${url}/readyz`)).json()).toStrictEqual({ status: 'ready' });
  toyState.ready = false;
  const answer = await fetch(`${url}/readyz`);
  expect(answer.status).toBe(503);
  expect(Object.keys((await answer.json()) as object)).not.toContain('checks');
});

test('networks that are none are refused at start', async () =>
  expect(open({ operatorNetworks: 'everybody' })).rejects.toBeInstanceOf(BadConfiguration));
