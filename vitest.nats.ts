import { spawnSync } from 'node:child_process';
import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

const path = `${process.env['PATH']}:/usr/sbin`;
const versionOf = (binary: string): string | undefined =>
  /v(\d+\.\d+\.\d+)/.exec(String(spawnSync(binary, ['--version'], { env: { ...process.env, PATH: path } }).stdout))?.[1];

const own = process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server';
const newest = process.env['MOTCUA_NATS_SERVER_NEWEST'];
const lanes = [own, newest].flatMap((binary) => {
  const version = binary && versionOf(binary);
  return version ? [{ binary, version }] : [];
});
if (new Set(lanes.map(({ version }) => version)).size < 2)
  process.stderr.write(
    `skipped because: only one nats-server is here (${lanes[0]?.version ?? 'none answers'}); MOTCUA_NATS_SERVER_NEWEST names a newer one, these tests did not run on it\n`,
  );

/** What speaks to a nats-server is tested on the machine's own (`MOTCUA_NATS_SERVER`, else PATH) and on the newest one that `MOTCUA_NATS_SERVER_NEWEST` names. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // They wait for their servers more than they work: two files at a time.
      maxWorkers: 2,
      projects: (lanes.length > 0 ? lanes : [{ binary: own, version: 'unknown' }]).map(({ binary, version }) => ({
        extends: true as const,
        test: { name: `nats-server ${version}`, env: { MOTCUA_NATS_SERVER: binary, PATH: path } },
      })),
    },
  }),
);
