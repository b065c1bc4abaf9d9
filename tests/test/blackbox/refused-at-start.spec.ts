import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServiceName, services } from '@motcua/contracts';
import { someEvent } from '@motcua/es/testing';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { freePort } from '@motcua/infra-nats';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { client, eventually } from '../../src/client.ts';
import { System } from '../../src/system.ts';

const shelf = mkdtempSync(join(tmpdir(), 'motcua-refused-'));
afterAll(() => rmSync(shelf, { recursive: true, force: true }));
const freshFolder = (): string => join(mkdtempSync(join(shelf, 'case-')), 'data');

const spawned = async (service: ServiceName, env: Readonly<Record<string, string>>) => {
  const port = env['MOTCUA_PORT'] ?? String(await freePort());
  const main = fileURLToPath(new URL(`../../../services/${service}/dist/bundled/main.js`, import.meta.url));
  const errors: string[] = [];
  const child = spawn(process.execPath, ['--no-warnings', main], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      MOTCUA_NATS_URL: 'nats://127.0.0.1:1',
      MOTCUA_LOG_LEVEL: 'silent',
      MOTCUA_ENV: 'trial',
      ...env,
      MOTCUA_PORT: port,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  return { child, closed: once(child, 'close'), errors, url: `http://127.0.0.1:${port}` };
};

/** Listens, and was ended as a supervisor does it. */
const startAndEnd = async (service: ServiceName, env: Readonly<Record<string, string>>): Promise<void> => {
  const { child, closed, errors, url } = await spawned(service, env);
  const alive = () =>
    client(url)
      .call('GET', '/livez')
      .catch(() => undefined);
  await eventually(alive, (answer) => answer?.status === 200 || child.exitCode !== null);
  child.kill('SIGTERM');
  expect([await closed, errors.join('')]).toEqual([[0, null], '']);
};

/** The promise to whoever deploys: a start that cannot succeed ends, with its reason, in this time. Not a measure of speed. */
const refusedWithinMs = 5_000;

const refusal = async (service: ServiceName, env: Readonly<Record<string, string>>) => {
  const began = Date.now();
  const { child, closed, errors } = await spawned(service, env);
  const late = setTimeout(() => child.kill('SIGKILL'), refusedWithinMs);
  const [code] = await closed;
  clearTimeout(late);
  expect(Date.now() - began).toBeLessThan(refusedWithinMs);
  const [line, ...others] = errors.join('').split('\n');
  expect(others).toEqual(['']);
  return { code, line };
};

/** Every file of a folder, by what is in it. */
const contentsOf = (folder: string): Readonly<Record<string, string>> => {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(names.sort().map((name) => [name, digest(name)]));
};

const disk = mkdtempSync(join(tmpdir(), 'motcua-read-only-'));
const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
const possible = mount.status === 0;
if (!possible)
  process.stderr.write(
    `skipped because: no disk can be mounted here (${String(mount.stderr).trim() || 'mount failed'}); no service was started on a read-only one\n`,
  );
afterAll(() => {
  if (possible) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(!possible)('a read-only disk', () => {
  const turn = (mode: 'ro' | 'rw') => expect(spawnSync('mount', ['-o', `remount,${mode}`, disk]).status).toBe(0);

  test.each(services)('%s ends at once, in one line, on an empty one and on one that it has written to', async (service) => {
    const data = mkdtempSync(join(disk, `${service}-`));
    for (const place of [data, join(data, service)]) {
      turn('ro');
      const before = contentsOf(data);
      const line = `motcua: ${service} could not start: ${place} cannot be written to: its disk is read-only`;
      expect(await refusal(service, { MOTCUA_DATA: data })).toEqual({ code: 1, line });
      expect(contentsOf(data)).toEqual(before);
      turn('rw');
      await startAndEnd(service, { MOTCUA_DATA: data });
    }
  });

  test('ends the whole system in one line too', async () => {
    const system = await System.prepare({ dataDir: mkdtempSync(join(disk, 'up-')) });
    turn('ro');
    onTestFinished(() => turn('rw'));
    const refused = await system.start().then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(refused).toMatch(/ended \(1\)/);
    expect(refused.split('\n').slice(1)).toEqual([`motcua: ${system.dataDir} cannot be written to: its disk is read-only`, '']);
    expect(readdirSync(system.dataDir)).toEqual([]);
  });
});

describe('a name that is taken', () => {
  test.each(services)('%s: a file has the name of the folder', async (service) => {
    const data = freshFolder();
    writeFileSync(data, 'notes');
    const line = `motcua: ${service} could not start: ${data} is no folder`;
    expect(await refusal(service, { MOTCUA_DATA: data })).toEqual({ code: 1, line });
    expect(readFileSync(data, 'utf8')).toBe('notes');
  });

  test.each(services)('%s: something else has the name of the store', async (service) => {
    const data = freshFolder();
    mkdirSync(join(data, service), { recursive: true });
    const file = join(data, service, 'events.db');
    writeFileSync(file, 'notes\n'.repeat(1_000));
    expect(await refusal(service, { MOTCUA_DATA: data })).toEqual({
      code: 1,
      line: `motcua: ${service} could not start: The event store does not open: file is not a database`,
    });
    expect(readFileSync(file, 'utf8')).toBe('notes\n'.repeat(1_000));
  });

  test.each(services)('%s: the folder is another province’s', async (service) => {
    const data = freshFolder();
    await startAndEnd(service, { MOTCUA_DATA: data, MOTCUA_PROVINCE: 'H53' });
    const before = contentsOf(data);
    expect(await refusal(service, { MOTCUA_DATA: data, MOTCUA_PROVINCE: 'H54' })).toEqual({
      code: 1,
      line: `motcua: ${service} could not start: The event store does not open: the file holds the events of h53_${service}, not those of h54_${service}`,
    });
    expect(contentsOf(data)).toEqual(before);
  });

  test.each(services)('%s: somebody listens on the port already, and nothing is made', async (service) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const data = freshFolder();
    const line = `motcua: ${service} could not start: listen EADDRINUSE: address already in use 127.0.0.1:${port}`;
    expect(await refusal(service, { MOTCUA_DATA: data, MOTCUA_PORT: port })).toEqual({ code: 1, line });
    expect(existsSync(data)).toBe(false);
  });
});

describe('a clock that is behind the newest event', () => {
  const told = (at: Date): string => `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
  const anHourAhead = new Date(Date.now() + 3_600_000);
  /** In the folder of a service that has run before: the newest of its events is of an hour from now. */
  const recordAhead = async (data: string, service: ServiceName): Promise<void> => {
    await startAndEnd(service, { MOTCUA_DATA: data });
    const store = await sqliteEventStore({ file: join(data, service, 'events.db') });
    const event = someEvent('from-the-future');
    await store.append('note-1', [{ ...event, metadata: { ...event.metadata, at: told(anHourAhead) } }], 'absent');
    await store.close();
  };
  const said = (service: ServiceName): RegExp =>
    new RegExp(
      `the clock says \\S+\\+07:00, but the newest event of ${service} was recorded at ${told(anHourAhead).replace('+', '\\+')}; set the clock, or MOTCUA_CLOCK_BEHIND=start `,
    );

  test.each(services)('ends %s at once, in one line that says both times, and changes nothing', async (service) => {
    const data = freshFolder();
    await recordAhead(data, service);
    const before = contentsOf(data);
    expect(await refusal(service, { MOTCUA_DATA: data })).toEqual({ code: 2, line: expect.stringMatching(said(service)) });
    expect(contentsOf(data)).toEqual(before);
  });

  test('starts all the same where the event was recorded by a wrong one', async () => {
    const data = freshFolder();
    await recordAhead(data, 'intake');
    await startAndEnd('intake', { MOTCUA_DATA: data, MOTCUA_CLOCK_BEHIND: 'start' });
  });

  test('ends the whole system too', async () => {
    const system = await System.prepare();
    onTestFinished(() => system.dispose());
    await recordAhead(system.dataDir, 'workflow');
    const began = Date.now();
    const refused = await system.start().then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(Date.now() - began).toBeLessThan(refusedWithinMs);
    expect(refused).toMatch(/ended \(1\)/);
    expect(refused.split('\n').filter((line) => line.startsWith('motcua: '))).toEqual([expect.stringMatching(said('workflow'))]);
  });
});
