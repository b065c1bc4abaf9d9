import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client, eventually, inventedSubmission } from '../../src/client.ts';
import { System } from '../../src/system.ts';

const mounted = mkdtempSync(join(tmpdir(), 'motcua-disk-'));
const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', mounted]);
const possible = mount.status === 0;
if (!possible)
  process.stderr.write(
    `skipped because: no small disk can be mounted here (${String(mount.stderr).trim() || 'mount failed'}); the full-disk test did not run\n`,
  );

describe.skipIf(!possible)('a full disk', () => {
  let system: System;
  let form: unknown;
  beforeAll(async () => {
    system = await System.start({ dataDir: join(mounted, 'data') });
    form = (await client(system.url).call<{ form: { example: unknown } }>('GET', '/api/intake/v1/procedures/1.001193')).body.form.example;
  }, 120_000);
  afterAll(async () => {
    await system.dispose();
    spawnSync('umount', [mounted]);
    rmSync(mounted, { recursive: true, force: true });
  }, 30_000);

  test('answers 503 with Retry-After while nothing can be written, and recovers without a restart once there is room', async () => {
    const api = client(system.url);
    const filler = join(mounted, 'filler');
    const { bavail, bsize } = statfsSync(mounted);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 64 * 1024));
    const refused = await eventually(
      () => api.call('POST', '/api/intake/v1/submissions', { body: inventedSubmission({ form }) }),
      (answer) => answer.status !== 201,
    );
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect((await api.call('GET', '/api/intake/v1/procedures/1.001193')).status).toBe(200);
    rmSync(filler);
    const again = await eventually(
      () =>
        api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
          body: inventedSubmission({ form }),
        }),
      (answer) => answer.status === 201,
    );
    await eventually(
      () => api.call('GET', '/api/tracking/v1/status', { tracking: again.body.tracking.token }),
      (answer) => answer.status === 200,
      60_000,
    );
  }, 180_000);
});
