import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, type Sent, submissionLoad } from '../../src/load.ts';
import { asOperator, publishToProbe } from '../../src/operator.ts';
import { judge, leavesAWholeFolder } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

const mounted = mkdtempSync(join(tmpdir(), 'motcua-disk-'));
// What fills it is the filler alone: everything the rounds file, up to 40 MB each, finds room without it.
const megabytes = 128 + 48 * everyRound().length;
const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', mounted]);
const possible = mount.status === 0;
if (!possible)
  process.stderr.write(
    `skipped because: no small disk can be mounted here (${String(mount.stderr).trim() || 'mount failed'}); the full-disk test did not run\n`,
  );

describe.skipIf(!possible)('a full disk', () => {
  let system: System;
  let form: unknown;
  const everFiled: Acknowledged[] = [];
  const table = faultTable('full disk');
  const filler = join(mounted, 'filler');

  beforeAll(async () => {
    system = await System.start({ dataDir: join(mounted, 'data') });
    form = await exampleForm(client(system.url));
  });
  afterAll(async () => {
    await system.dispose();
    expect(spawnSync('umount', [mounted]).status).toBe(0);
    rmSync(mounted, { recursive: true, force: true });
  });

  /** Writes until nothing more can be written, by anybody. */
  const fill = (): void => {
    const descriptor = openSync(filler, 'w');
    try {
      for (;;) writeSync(descriptor, Buffer.alloc(256 * 1024));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    } finally {
      closeSync(descriptor);
    }
  };

  const natsStores = (): Promise<boolean> =>
    asOperator(system.dataDir, publishToProbe).then(
      () => true,
      () => false,
    );

  test.each(everyRound())(
    'round %i: 503 with Retry-After while nothing can be written, recovery without a restart once there is room',
    async () => {
      const api = client(system.url);
      const load = submissionLoad(api, form, 2);
      await eventually(load.acknowledgedSoFar, (count) => count >= 10);
      await eventually(natsStores, (stores) => stores, 60_000);
      const lookUp = async () => (await api.call('GET', '/api/tracking/v1/status', { tracking: load.acknowledged[0]?.token ?? '' })).status;
      await eventually(lookUp, (status) => status === 200);
      onTestFinished(() => rmSync(filler, { force: true }));
      fill();
      const tried: Sent[] = [];
      const tryOne = () => {
        const sent = { key: randomUUID(), body: inventedSubmission({ form }) };
        tried.push(sent);
        return api.call('POST', '/api/intake/v1/submissions', sent);
      };
      const fullUntil = Date.now() + 3_000;
      const refused = await eventually(tryOne, ({ status }) => status !== 201 && Date.now() > fullUntil);
      // nats-server runs into it too: what has to be written does not get on a stream.
      expect(await natsStores()).toBe(false);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
      // Reading goes on.
      expect(await lookUp()).toBe(200);
      expect((await api.call('GET', '/api/intake/v1/procedures/1.001193')).status).toBe(200);
      expect((await api.call('GET', '/livez')).status).toBe(200);
      rmSync(filler);
      const before = load.acknowledgedSoFar();
      await eventually(load.acknowledgedSoFar, (count) => count >= before + 10, 60_000);
      const report = await load.stop();
      expect(report.unknown.length).toBeGreaterThan(0); // answered 503, and settled below
      const { filed, tally } = await judge(system, api, { ...report, unknown: [...report.unknown, ...tried] });
      everFiled.push(...filed);
      table.add(tally);
    },
  );

  // A fast machine files thousands in each round, and all of them are walked here.
  test(
    'afterwards every chain is whole, every read model is its fold, every message went out once',
    () => leavesAWholeFolder(system, everFiled),
    60_000 + 30_000 * everyRound().length,
  );
});
