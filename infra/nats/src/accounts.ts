import {
  type Account,
  encodeAccount,
  encodeActivation,
  encodeOperator,
  encodeUser,
  fmtCreds,
  type KeyPair,
  type OperatorLimits,
  type User as UserClaims,
} from '@nats-io/jwt';
import { createUser } from '@nats-io/nkeys';
import { users } from './credentials.ts';
import { permissionsOf } from './permissions.ts';

/** What a nats-server is told of accounts: signed, and nothing secret in it. */
export interface SignedAccounts {
  /** JWT of the operator, the root of all trust. */
  readonly operator: string;
  /** Public key of the account that nats-server keeps its own events in. */
  readonly systemAccount: string;
  /** JWTs by the public key of their account. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly hasNeighbours: boolean;
}

/** Who signs: the operator, and one key per account. They never leave the place where they are kept. */
export interface AccountKeys {
  readonly operator: KeyPair;
  readonly system: KeyPair;
  readonly province: KeyPair;
  readonly neighbours: Readonly<Record<string, KeyPair>>;
}

/** Who hears a province's public events, by code. */
export const listener = 'listener';

const unlimited = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: 0 };
/** A province has its streams in an account of its own, so that `WORKFLOW` of one is not that of another. */
const withStreams: OperatorLimits = { ...unlimited, mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
const withoutStreams: OperatorLimits = { ...unlimited, conn: 16 };

const publicSubjects = (province: string): string => `motcua.public.${province}.>`;

/** Exported to those only whom the province has given an activation. */
const provinceAccount = (province: string): Partial<Account> => ({
  limits: withStreams,
  exports: [{ name: `public events of ${province}`, subject: publicSubjects(province), type: 'stream', token_req: true }],
});

const neighbourAccount = async (province: string, account: KeyPair, neighbour: KeyPair): Promise<Partial<Account>> => {
  const subject = publicSubjects(province);
  const name = `public events of ${province}`;
  const token = await encodeActivation(name, neighbour.getPublicKey(), account, 'stream', { subject });
  return { limits: withoutStreams, imports: [{ name, subject, account: account.getPublicKey(), token, type: 'stream' }] };
};

/** The operator, the province with its streams, and each neighbour, who has none and hears the province's public events. */
export const signAccounts = async (province: string, keys: AccountKeys): Promise<SignedAccounts> => {
  const systemAccount = keys.system.getPublicKey();
  const sign = async (name: string, key: KeyPair, account: Partial<Account>): Promise<readonly [string, string]> => [
    key.getPublicKey(),
    await encodeAccount(name, key, account, { signer: keys.operator }),
  ];
  const neighbours = Object.entries(keys.neighbours);
  const signed = await Promise.all([
    sign('SYS', keys.system, { limits: unlimited }),
    sign(province, keys.province, provinceAccount(province)),
    ...neighbours.map(async ([code, key]) => sign(code, key, await neighbourAccount(province, keys.province, key))),
  ]);
  return {
    operator: await encodeOperator('motcua', keys.operator, { system_account: systemAccount }),
    systemAccount,
    accounts: Object.fromEntries(signed),
    hasNeighbours: neighbours.length > 0,
  };
};

/** Content of a `.creds` file with a new key. `expires` in seconds since 1970. */
const credsOf = async (name: string, account: KeyPair, claims: Partial<UserClaims>, expires: number): Promise<Uint8Array> => {
  const key = createUser();
  return fmtCreds(await encodeUser(name, key, account, claims, { exp: expires }), key);
};

/** One `.creds` per service and one for the operator of the streams. */
export const provinceCreds = async (account: KeyPair, expires: number): Promise<Readonly<Record<string, Uint8Array>>> => {
  const made = users.map(async (user) => {
    const { publish, subscribe } = permissionsOf(user);
    const claims = { pub: { allow: [...publish] }, sub: { allow: [...subscribe] } };
    return [user, await credsOf(user, account, claims, expires)] as const;
  });
  return Object.fromEntries(await Promise.all(made));
};

/** Hears what its account imports, and says nothing: an empty list of what is allowed would allow everything. */
export const listenerCreds = (account: KeyPair, expires: number): Promise<Uint8Array> =>
  credsOf(listener, account, { pub: { deny: ['>'] }, sub: { allow: ['motcua.public.>'] } }, expires);
