import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client, exampleForm, inventedSubmission } from '../../src/client.ts';
import { System } from '../../src/system.ts';

const address = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe.skipIf(address === undefined)('up --lan', () => {
  let system: System;
  let outside: string;
  beforeAll(async () => {
    system = await System.start({ lan: true });
    outside = `http://${address}:${system.port}`;
  });
  afterAll(() => system.dispose());

  test("a phone in the same network files, and its link carries this machine's address", async () => {
    const api = client(outside);
    const filed = await api.call<{ tracking: { url: string; token: string } }>('POST', '/api/intake/v1/submissions', {
      body: inventedSubmission({ form: await exampleForm(api) }),
    });
    expect(filed.status).toBe(201);
    expect(filed.body.tracking.url).toBe(`${outside}/s#${filed.body.tracking.token}`);
    expect((await fetch(filed.body.tracking.url)).status).toBe(200);
    expect(system.output.some((line) => line.trimStart().startsWith(`${outside}/`))).toBe(true);
  });

  test('an officer signs in there, and nobody reads the metrics from there', async () => {
    expect(await client(outside).officer('tiep-nhan')).toMatch(/^eyJ/);
    for (const path of ['/metrics', '/api/tracking/v1/metrics']) expect((await fetch(outside + path)).status).toBe(403);
  });
});
