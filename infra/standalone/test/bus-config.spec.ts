import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { busConfig } from '../src/commands/bus-config.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'motcua-bus-config-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => {
    rmSync(dir, { recursive: true });
    vi.restoreAllMocks();
  });
});

const names = ['one', 'two', 'three'];
const cluster = ['--cluster-port', '6222', ...names.flatMap((name) => ['--member', `${name}.example:6222`])];
const tls = ['--tls-cert', '/etc/nats/tls.crt', '--tls-key', '/etc/nats/tls.key'];
const configOf = (name: string): string => readFileSync(join(dir, `${name}.conf`), 'utf8');
const once = (pattern: RegExp): readonly string[] => [...new Set(names.map((name) => pattern.exec(configOf(name))?.[1] ?? ''))];

test('the members of a cluster, one run each in one folder, know each other and trust the same credentials', async () => {
  for (const name of names) expect(await busConfig([dir, '--name', name, ...cluster])).toBe(0);
  for (const name of names) {
    expect(configOf(name)).toContain(`server_name: ${name}\n`);
    for (const other of names) expect(configOf(name)).toMatch(new RegExp(`routes: .*"nats://member:[0-9a-f]{48}@${other}.example:6222"`));
  }
  const [password, ...others] = once(/authorization \{ user: member, password: "([0-9a-f]{48})" \}/);
  expect([password, others]).toEqual([readFileSync(join(dir, 'cluster-password'), 'utf8'), []]);
  expect(once(/^system_account: (\w+)$/m)).toHaveLength(1);
  expect(statSync(join(dir, 'cluster-password')).mode & 0o077).toBe(0);
});

test('where there is TLS members have it too, with an authority of their own where one is named', async () => {
  await busConfig([dir, '--name', 'one', ...cluster, ...tls, '--client-ca', '/etc/nats/ca.crt']);
  await busConfig([dir, '--name', 'two', ...cluster, ...tls, '--cluster-ca', '/etc/nats/routes.crt']);
  const certificate = 'cert_file: "/etc/nats/tls.crt", key_file: "/etc/nats/tls.key"';
  expect(configOf('one').match(/^ *tls .*$/gm)).toEqual([
    `tls { ${certificate}, ca_file: "/etc/nats/ca.crt", verify: true, timeout: 2 }`,
    `  tls { ${certificate}, ca_file: "/etc/nats/ca.crt", verify: true, timeout: 2 }`,
  ]);
  expect(configOf('two').match(/^ *tls .*$/gm)).toEqual([
    `tls { ${certificate}, timeout: 2 }`,
    `  tls { ${certificate}, ca_file: "/etc/nats/routes.crt", verify: true, timeout: 2 }`,
  ]);
});

test.each([
  [['--name', 'one'], 'a cluster needs --name, --cluster-port and --member HOST:PORT for each of its servers'],
  [[...cluster], 'a cluster needs --name, --cluster-port and --member HOST:PORT for each of its servers'],
  [['--name', 'one', ...cluster, '--member', 'four'], '--member is HOST:PORT: four'],
  [['--name', '../one', ...cluster], '--name is small letters, digits and hyphens: ../one'],
  [['--name', 'one', ...cluster, '--cluster-port', 'x'], 'not a port: x'],
])('what is no cluster is refused in one line, and nothing is written: %j', async (args, reason) => {
  await expect(busConfig([dir, ...args])).rejects.toThrow(reason);
  expect(readdirSync(dir)).toEqual([]);
});
