import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { System } from '../../src/system.ts';

const doors = ['/metrics', '/api/intake/v1/metrics', '/api/tracking/v1/metrics'];

const statusOf = async (url: string, headers: Record<string, string>): Promise<number> => (await fetch(url, { headers })).status;

describe('behind a reverse proxy on the same machine that `up` was told of', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start({ env: { MOTCUA_OPERATOR_NETWORKS: '10.1.0.0/16', MOTCUA_TRUST_PROXY: '127.0.0.1' } });
  });
  afterAll(() => system.dispose());

  test.each(doors)('%s answers the operators network, in whatever thread it is made, and nobody else', async (path) => {
    const from = (address: string) => statusOf(system.url + path, { 'x-forwarded-for': address });
    expect(await from('10.1.2.3')).toBe(200);
    expect(await from('203.0.113.9')).toBe(403);
    // What a caller claims stands left of what the proxy saw.
    expect(await from('10.1.2.3, 203.0.113.9')).toBe(403);
  });

  test('the process says its memory and its processor time once; each of its three threads its heap', async () => {
    const text = await (await fetch(`${system.url}/metrics`, { headers: { 'x-forwarded-for': '10.1.2.3' } })).text();
    const lines = (name: string) => text.split('\n').filter((line) => line.startsWith(name));
    expect(lines('process_resident_memory_bytes')).toHaveLength(1);
    expect(lines('process_cpu_seconds_total')).toHaveLength(1);
    expect(lines('nodejs_heap_size_used_bytes{')).toHaveLength(3);
    expect(lines('http_server_request_duration_seconds_count{').some((line) => line.includes('thread="reactors"'))).toBe(true);
    // The statuses are folded where nobody is asked; their thread's word comes through the other one.
    expect(lines('motcua_projection_freshness_seconds{').some((line) => line.includes('thread="statuses"'))).toBe(true);
  });
});

describe('behind a proxy that nobody told `up` of', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.dispose());

  test.each(doors)('%s is refused to whom it speaks for, and to whom it hides', async (path) => {
    expect(await statusOf(system.url + path, {})).toBe(200);
    for (const header of ['x-forwarded-for', 'forwarded']) expect(await statusOf(system.url + path, { [header]: '127.0.0.1' })).toBe(403);
  });
});
