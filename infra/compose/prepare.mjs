/**
 * Makes what `docker-compose.yml` mounts and no repository holds: random passwords as files, and the configuration of nats-server with every
 * service's permissions. What is there stays; run it again after an upgrade to get new permissions.
 * Usage, after a build: node infra/compose/prepare.mjs [FOLDER]
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serverConfig, users } from '@motcua/infra-nats';

const folder = resolve(process.argv[2] ?? new URL('secrets', import.meta.url).pathname);
// Others on this machine are kept out by the folder; the files themselves are read by the containers' own users.
mkdirSync(folder, { recursive: true, mode: 0o700 });

const kept = (name, make) => {
  const file = join(folder, name);
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o644 });
  return readFileSync(file, 'utf8').trim();
};

/** The server that will read the configuration knows the words of its version, and no older one does. */
const [, version] =
  /^\s+image: nats:(\d+\.\d+\.\d+)/m.exec(readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8')) ?? [];
if (version === undefined) throw new Error('docker-compose.yml names no version of nats-server');

const credentials = Object.fromEntries(users.map((user) => [user, kept(`nats-${user}`, () => randomBytes(24).toString('hex'))]));
kept('receipts', () => randomBytes(32).toString('base64url'));
// What a provider gives is put in by hand; without it an empty file says that there is none.
for (const name of ['sms-token', 'zalo-token', 'zalo-secret']) kept(name, () => '');
// Likewise addresses of engines that hold passwords, and who vouches for those engines; empty: what stands in .env.
for (const name of ['store', 'read-models', 'keys', 'blobs', 'erasure-ledger', 'epochs']) kept(`${name}-url`, () => '');
kept('engines-ca', () => '');
const config = serverConfig({
  version,
  host: '0.0.0.0',
  port: 4222,
  monitorPort: 8222,
  storeDir: '/data',
  pidFile: '/tmp/nats-server.pid',
  access: { passwords: credentials },
});
writeFileSync(join(folder, 'nats-server.conf'), config, { mode: 0o644 });
process.stdout.write(
  `${folder}: passwords and nats-server.conf; put the token of the SMS gateway into sms-token, and those of Zalo into zalo-token and zalo-secret\n`,
);
