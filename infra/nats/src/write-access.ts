import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createAccount, createOperator, createUser, fromSeed, type KeyPair } from '@nats-io/nkeys';
import { listener, listenerCreds, provinceCreds, type SignedAccounts, signAccounts } from './accounts.ts';
import { type User, users } from './credentials.ts';

/** Whole or not at all, for its owner only. */
const write = (file: string, content: Uint8Array): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

/** The key whose seed lies there, made at the first time. */
const keptKey = (file: string, create: () => KeyPair): KeyPair => {
  if (existsSync(file)) return fromSeed(Buffer.from(readFileSync(file, 'utf8').trim()));
  const key = create();
  write(file, key.getSeed());
  return key;
};

export interface AccountsPlan {
  /** Gets `keys/` (who signs; kept), and `creds/<account>/<user>.creds` (made anew each time). */
  readonly dir: string;
  /** Code of the province whose services run on this bus. */
  readonly province: string;
  /** Codes of those who hear its public events. */
  readonly neighbours: readonly string[];
  /** Until when the `.creds` are good. */
  readonly expires: Date;
}

/** Writes keys and credentials; answers what the server's configuration needs. Run again before the credentials expire. */
export const writeAccounts = async ({ dir, province, neighbours, expires }: AccountsPlan): Promise<SignedAccounts> => {
  const key = (name: string, create = createAccount): KeyPair => keptKey(join(dir, 'keys', `${name}.nk`), create);
  const keys = {
    operator: key('operator', createOperator),
    system: key('SYS'),
    province: key(province),
    neighbours: Object.fromEntries(neighbours.map((code) => [code, key(code)])),
  };
  const until = Math.floor(expires.getTime() / 1_000);
  const file = (account: string, user: string): string => join(dir, 'creds', account, `${user}.creds`);
  for (const [user, creds] of Object.entries(await provinceCreds(keys.province, until))) write(file(province, user), creds);
  for (const [code, account] of Object.entries(keys.neighbours)) write(file(code, listener), await listenerCreds(account, until));
  return signAccounts(province, keys);
};

/** Seeds in `<dir>/nkeys/<user>.nk`, made at the first time; answers their public keys. */
export const writeNkeys = (dir: string): Readonly<Record<User, string>> =>
  Object.fromEntries(users.map((user) => [user, keptKey(join(dir, 'nkeys', `${user}.nk`), createUser).getPublicKey()])) as Record<
    User,
    string
  >;

/** By which the members of a cluster know each other, in `<dir>/cluster-password`: made at the first time, the same in the configuration of each. */
export const clusterPasswordIn = (dir: string): string => {
  const file = join(dir, 'cluster-password');
  if (!existsSync(file)) write(file, Buffer.from(randomBytes(24).toString('hex')));
  return readFileSync(file, 'utf8').trim();
};
