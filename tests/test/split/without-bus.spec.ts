import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { SplitSystem } from '../../src/split-system.ts';

let system: SplitSystem;
let empty: string;
beforeAll(async () => {
  empty = mkdtempSync(join(tmpdir(), 'motcua-empty-'));
  system = await SplitSystem.start(1);
});
afterAll(async () => {
  await system.dispose();
  rmSync(empty, { recursive: true, force: true });
});

test('tracking that starts while the bus is away is sent citizens where it was filled before, and only there', async () => {
  const api = client(system.url);
  const filed = await api.call<{ position: string; tracking: { token: string } }>('POST', '/api/intake/v1/submissions', {
    body: inventedSubmission({ form: await exampleForm(api) }),
  });
  const { position, tracking } = filed.body;
  const shown = { tracking: tracking.token, headers: { 'motcua-position': position, prefer: 'wait=5' } };
  expect((await api.call('GET', '/api/tracking/v1/status', shown)).status).toBe(200);

  // Each is another instance beside the one that runs: on an empty folder, and on the same.
  const away = { MOTCUA_NATS_URL: 'nats://127.0.0.1:1' };
  const unfilled = await system.startInstance('tracking', { ...away, MOTCUA_DATA: empty });
  await eventually(
    () => fetch(`${unfilled.url}/livez`).catch(() => undefined),
    (there) => there?.ok === true,
  );
  const filled = await system.startInstance('tracking', away);
  await eventually(
    () => fetch(`${filled.url}/readyz`).catch(() => undefined),
    (ready) => ready?.ok === true,
    30_000,
  );
  // It began before the one that is ready: it had its time too.
  expect((await fetch(`${unfilled.url}/readyz`)).status).toBe(503);
  const answer = await client(filled.url).call('GET', '/api/tracking/v1/status', { tracking: tracking.token });
  // How old it is it cannot say, and claims nothing.
  expect([answer.status, answer.headers.get('motcua-as-of')]).toEqual([200, null]);
});
